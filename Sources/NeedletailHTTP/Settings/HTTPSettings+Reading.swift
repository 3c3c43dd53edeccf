import NeedletailConfiguration

extension HTTPSettings {
  /// Reads the section `http`.
  init(_ section: inout ConfigurationSection) throws(ConfigurationError) {
    self.init()
    host = try section.string("host") ?? host
    port = try section.integer("port", default: port, in: 0...65_535)
    threads = try section.integer("threads", default: threads, in: 1...64)
    var tls = try section.section("tls")
    let certificate = try tls.string("certificate")
    let key = try tls.string("key")
    try tls.finish()
    switch (certificate, key) {
    case (let certificate?, let key?): self.tls = TLSFiles(certificate: certificate, key: key)
    case (nil, nil): self.tls = nil
    case (nil, _): throw tls.fault("certificate", "expected a file beside the key, found nothing")
    case (_, nil): throw tls.fault("key", "expected a file beside the certificate, found nothing")
    }
    var limits = try section.section("limits")
    self.limits = try Limits(&limits)
    try limits.finish()
  }
}

extension HTTPSettings.Limits {
  /// Reads the section `http.limits`.
  init(_ section: inout ConfigurationSection) throws(ConfigurationError) {
    self.init()
    bodyBytes = try section.bytes("body", default: bodyBytes, in: 1000...1_000_000_000)
    headerBytes = try section.bytes("header", default: headerBytes, in: 1000...1_000_000)
    rate = try section.number("rate", default: rate, in: 0...1e9)
    burst = try section.integer("burst", default: burst, in: 1...1_000_000)
    concurrency = try section.integer("concurrency", default: concurrency, in: 1...1_000_000)
    connections = try section.integer("connections", default: connections, in: 1...1_000_000)
    idle = try section.duration("idle", default: idle, in: 1...86_400)
    readHead = try section.duration("readHead", default: readHead, in: 0.1...3600)
    readBody = try section.duration("readBody", default: readBody, in: 0.1...3600)
    request = try section.duration("request", default: request, in: 0.1...3600)
    drain = try section.duration("drain", default: drain, in: 0...3600)
  }
}
