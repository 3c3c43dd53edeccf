import NeedletailHTTP
import Testing

@Suite("Moments as gorse's clients write them")
struct TimestampTests {
  @Test(
    "every common way of writing one moment",
    arguments: [
      "2022-02-24T10:30:05Z", "2022-02-24T10:30:05+00:00", "2022-02-24 10:30:05", "2022-02-24 10:30:05Z",
      "2022-02-24T12:30:05+02:00", "2022-02-24T05:00:05-05:30", "2022-02-24t10:30:05z",
      "2022-02-24 10:30:05 +0000 UTC", "2022-02-24 10:30:05.000000+00:00", "2022/02/24 10:30:05",
      "02/24/2022 10:30:05", "2/24/2022 10:30:05 AM", "Thu, 24 Feb 2022 10:30:05 GMT",
      "Thu, 24 Feb 2022 11:30:05 +0100", "Thu Feb 24 10:30:05 2022", "Thu Feb 24 10:30:05 UTC 2022",
      "24 February 2022 10:30:05", "24-Feb-2022 10:30:05", "February 24, 2022 10:30:05",
      "Feb 24th, 2022, 10:30:05",
      "Thu Feb 24 2022 11:30:05 GMT+0100 (Central European Standard Time)", "20220224103005", "1645698605",
      "1645698605000", "1645698605000000", "1645698605000000000", "1645698605.0",
    ])
  func oneMoment(_ text: String) {
    #expect(Timestamp.milliseconds(text) == 1_645_698_605_000)
  }

  @Test(
    "days without a time start at midnight in UTC",
    arguments: [
      "2022-02-24", "2022/02/24", "02/24/2022", "2022.02.24", "20220224", "24 Feb 2022", "Feb 24, 2022",
      "2022-Feb-24", "Thursday, 24 Feb 2022",
    ])
  func days(_ text: String) {
    #expect(Timestamp.milliseconds(text) == 1_645_660_800_000)
  }

  @Test(
    "what is no moment is none",
    arguments: [
      "", " ", "yesterday", "2022-02-30", "2021-02-29", "2022-13-01", "24/02/2022", "2022-02-24T25:00:00",
      "2022-02-24T10:61:00", "2022-02-24T10:30:05 CET", "10:30:05", "--", "2022-02-24T10:30:05+99:00",
      "2022-02-24T10:30:05Zjunk", "nan", "inf", "1e999", "99999999999999999999999999", "2022-02-24T10",
      "20221324", "\u{0}", "２０２２-02-24",
    ])
  func nothing(_ text: String) {
    #expect(Timestamp.milliseconds(text) == nil)
  }

  @Test("fractions are kept to the millisecond, and written without zeros at their end")
  func fractions() throws {
    #expect(Timestamp.milliseconds("1970-01-01T00:00:00.1239Z") == 123)
    #expect(Timestamp.text(120) == "1970-01-01T00:00:00.12Z")
    #expect(Timestamp.text(-1) == "1969-12-31T23:59:59.999Z")
    #expect(Timestamp.text(Timestamp.unknown) == "0001-01-01T00:00:00Z")
    #expect(Timestamp.milliseconds("0001-01-01T00:00:00Z") == Timestamp.unknown)
    #expect(Timestamp.text(.max) == "9999-12-31T23:59:59.999Z")
    #expect(Timestamp.text(.min) == "0001-01-01T00:00:00Z")
  }

  @Test("writing and reading agree on moments of all years")
  func roundTrip() {
    var moment = Timestamp.unknown
    while moment < 253_402_300_800_000 {
      #expect(Timestamp.milliseconds(Timestamp.text(moment)) == moment)
      moment += 86_400_000 * 97 + 3_723_004
    }
  }

  @Test("spans as Go writes them")
  func spans() {
    let spans: [(String, Int64?)] = [
      ("10m", 600_000), ("1h30m", 5_400_000), ("1.5s", 1500), ("-300ms", -300), ("0", 0), ("+2h", 7_200_000),
      (".5s", 500), ("1us", 0), ("", nil), ("10", nil), ("m", nil), ("10x", nil), ("1d", nil), ("-", nil),
      ("1..5s", nil), ("9999999999h", nil), ("10m ", nil), (".s", nil),
    ]
    for (text, milliseconds) in spans { #expect(GoDuration.milliseconds(text) == milliseconds, "\(text)") }
  }

  @Test("dates of heads")
  func heads() {
    #expect(HTTPDate.text(784_111_777_000) == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(HTTPDate.text(-1) == "Wed, 31 Dec 1969 23:59:59 GMT")
  }
}
