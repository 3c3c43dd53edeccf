import Foundation
import Needletail
import Testing

/// The share of the session.
@Suite("The blend of session and long-term taste")
struct SessionBlendTests {
  @Test("is σ(a0 + a1·ln(1 + n)) times the largest share, in full from two positives on")
  func formula() {
    var blend = SessionBlend()
    blend.largestShare = 0.8
    blend.offset = -0.5
    blend.slope = 1.5
    #expect(blend.share(positives: 0) == 0)
    // σ(−0.5 + 1.5·ln 2) = 0.6317, halved; σ(−0.5 + 1.5·ln 3) = 0.7591.
    #expect(abs(blend.share(positives: 1) - 0.8 * 0.63174 / 2) < 1e-4)
    #expect(abs(blend.share(positives: 2) - 0.8 * 0.75910) < 1e-4)
  }

  @Test("grows with the number of positives and stays within its bound")
  func bounds() {
    for largest in [0, 0.3, 1] {
      var blend = SessionBlend()
      blend.largestShare = largest
      let shares = (0...1000).map { blend.share(positives: $0) }
      #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(shares.allSatisfy { (0...largest).contains($0) })
    }
  }

  @Test("vanishes with a0 = −∞, and is whole for the session alone")
  func limits() {
    var blend = SessionBlend()
    blend.offset = -.infinity
    #expect(blend.share(positives: 20) == 0)
    #expect(SessionBlend.sessionOnly.share(positives: 1) == 1)
  }

  @Test("knows kinds by their usual spellings, and takes one's own first")
  func kinds() {
    var blend = SessionBlend()
    let names = ["view", "add-to-list", "play", "Thumbs up", "thumbs_down", "impression", "abandon", "odd"]
    #expect(names.map { blend.weight(ofKind: $0) } == [1, 2, 3, 4, -4, 0, -1, 1])
    blend.weights = ["odd": -2, "view": 0.5]
    #expect(blend.weight(ofKind: "odd") == -2)
    #expect(blend.weight(ofKind: "view") == 0.5)
  }
}
