import CoreMetrics
import HTTPTypes
import HummingbirdTesting
import Logging
import NIOCore
import NeedletailData
import NeedletailHTTP
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Figures, lines of the log, health.
@Suite struct ObservationTests {
  @Test func figuresAreWrittenAsPrometheusReadsThem() {
    let families = MetricFamilies()
    families.counter("requests-total", [("path", "a\"b\\c\nd"), ("1x", "y")], help: "How\nmany.").add(2)
    families.gauge("up").set(1.5)
    let histogram = families.histogram("seconds", [("stage", "rank")], bounds: [0.1, 1])
    for value in [0.05, 0.1, 0.5, 2, .nan] { histogram.record(value) }
    histogram.record(.milliseconds(250))
    #expect(
      String(decoding: families.text(), as: UTF8.self) == """
        # HELP requests_total How\\nmany.
        # TYPE requests_total counter
        requests_total{path="a\\"b\\\\c\\nd",_1x="y"} 2
        # TYPE seconds histogram
        seconds_bucket{stage="rank",le="0.1"} 2
        seconds_bucket{stage="rank",le="1"} 4
        seconds_bucket{stage="rank",le="+Inf"} 5
        seconds_sum{stage="rank"} 2.9
        seconds_count{stage="rank"} 5
        # TYPE up gauge
        up 1.5

        """)
  }

  @Test func seriesAreTheSameWhenAskedForAgain() {
    let families = MetricFamilies()
    let bridge = MetricsBridge(families)
    bridge.makeCounter(label: "c", dimensions: [("a", "b")]).increment(by: 2)
    bridge.makeCounter(label: "c", dimensions: [("a", "b")]).increment(by: 3)
    bridge.makeTimer(label: "stage", dimensions: []).recordNanoseconds(1_500_000)
    bridge.makeMeter(label: "m", dimensions: []).set(Int64(7))
    bridge.makeRecorder(label: "c", dimensions: [], aggregate: false).record(1.0)
    let text = String(decoding: families.text(), as: UTF8.self)
    #expect(text.contains("c{a=\"b\"} 5\n") && text.contains("m 7\n") && text.contains("c_gauge 1\n"))
    #expect(
      text.contains("stage_seconds_bucket{le=\"0.0025\"} 1\n") && text.contains("stage_seconds_sum 0.0015\n"))
  }

  @Test func requestsAreCountedByRoute() async throws {
    try await ServerFixture().test { client in
      _ = try await client.ask(.get, "/v1/users/alice")
      _ = try await client.ask(.get, "/v1/users/bob%22%0A")
      _ = try await client.ask(.get, "/no/such/\"path")
      let answer = try await client.execute(uri: "/metrics", method: .get)
      let text = String(buffer: answer.body)
      #expect(
        text.contains(
          #"needletail_http_requests_total{method="GET",route="/v1/users/{user}",status="404"} 1"#))
      #expect(text.contains(#"needletail_http_requests_total{method="other",route="none",status="404"} 1"#))
      #expect(
        text.contains(#"needletail_http_request_seconds_count{method="GET",route="/v1/users/{user}"} 2"#))
      #expect(!text.contains("alice") && text.contains("needletail_events 0"))
    }
  }

  @Test(arguments: LogFormat.allCases)
  func linesOfTheLogCannotBeBrokenOutOf(_ format: LogFormat) async throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let writer = LogWriter(descriptor: ends[1])
    var logger = Logger(label: "test") { label in
      LineLogHandler(label: label, format: format, level: .info, writer: writer, clock: { 951_827_696_789 })
    }
    logger[metadataKey: "who"] = "a\nb \"c\""
    logger.info("hello\nworld", metadata: ["n": .stringConvertible(5)])
    logger.debug("unheard")
    await writer.flush()
    var bytes = [UInt8](repeating: 0, count: 1000)
    let count = read(ends[0], &bytes, bytes.count)
    close(ends[0])
    close(ends[1])
    let text = String(decoding: bytes.prefix(count), as: UTF8.self)
    #expect(text.count { $0 == "\n" } == 1 && text.hasSuffix("\n"))
    switch format {
    case .json:
      let line = try JSONValue(parsing: text)
      #expect(line["message"]?.string == "hello\nworld" && line["who"]?.string == "a\nb \"c\"")
      #expect(line["n"] == .integer(5) && line["time"]?.string == "2000-02-29T12:34:56.789Z")
    case .text:
      #expect(text == "2000-02-29T12:34:56.789Z info hello world n=5 who=\"a\\nb \\\"c\\\"\"\n")
    }
  }

  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
    (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
    (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
  ])
  func momentsAreWritten(_ milliseconds: Int64, _ text: String) {
    #expect(TimeText.iso(milliseconds: milliseconds) == text)
  }

  @Test func healthSaysWhereInItsLifeTheServerIs() async throws {
    let fixture = try ServerFixture(isReady: false)
    try await fixture.test { client in
      #expect(try await client.ask(.get, "/health/live").status == 200)
      let loading = try await client.ask(.get, "/health/ready")
      #expect(loading.status == 503 && loading.json["status"]?.string == "loading")
      let answer = try await client.ask(.get, "/v1/status")
      #expect(answer.status == 503 && answer.headers[.retryAfter] == "1")
      fixture.state.enter(.failed("broken"))
      #expect(try await client.ask(.get, "/health/ready").json["status"]?.string == "failed")
    }
    let ready = try ServerFixture()
    try await ready.test { client in
      let before = try await client.ask(.get, "/health/ready")
      #expect(before.status == 200)
      ready.state.enter(.draining(try ready.state.parts))
      #expect(try await client.ask(.get, "/health/ready").json["status"]?.string == "draining")
      #expect(try await client.ask(.get, "/v1/status").status == 200)
    }
  }
}
