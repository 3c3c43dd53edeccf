/// How the server listens, and what it bears.
public struct HTTPSettings: Sendable, Hashable {
  /// The address to listen on: a name or an address. Without keys only this machine's own.
  public var host = "127.0.0.1"
  /// The port; 0 lets the system choose one.
  public var port = 8080
  /// Certificate and key for TLS, files in PEM; nil for plain HTTP.
  public var tls: TLSFiles?
  /// Threads that read and write connections.
  public var threads = 1
  /// What requests and connections may take.
  public var limits = Limits()

  /// Settings with their defaults.
  public init() {}

  /// The files of a certificate.
  public struct TLSFiles: Sendable, Hashable {
    /// The chain of certificates, the server's own first; PEM.
    public var certificate: String
    /// The private key; PEM.
    public var key: String

    /// Two files.
    public init(certificate: String, key: String) {
      self.certificate = certificate
      self.key = key
    }
  }

  /// What requests and connections may take; times in seconds.
  public struct Limits: Sendable, Hashable {
    /// The largest body, in bytes.
    public var bodyBytes = 4_000_000
    /// The largest head of a request, in bytes.
    public var headerBytes = 16_384
    /// Requests a second of one key, or of one address without a key; 0 for any number.
    public var rate = 0.0
    /// How many requests may come at once before the rate counts.
    public var burst = 100
    /// Requests that may be under way at once.
    public var concurrency = 1_000
    /// Open connections; further ones wait to be taken up.
    public var connections = 12_000
    /// How long a connection may rest between requests.
    public var idle = 60.0
    /// How long the head of a request may take to arrive.
    public var readHead = 10.0
    /// How long the body of a request may take to arrive.
    public var readBody = 30.0
    /// How long an answer may take to be made.
    public var request = 30.0
    /// How long a stop waits for requests under way.
    public var drain = 20.0

    /// Limits with their defaults.
    public init() {}
  }
}
