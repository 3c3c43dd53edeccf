import Glibc
import NeedletailCore

/// The grid of two logarithmic axes, with places between its points.
struct TwoAxisGrid: Sendable {
  /// A place, in half steps of the grid on each axis: even numbers are grid values.
  struct Place: Hashable, Sendable {
    let first: Int
    let second: Int
  }

  private let names: [String]
  private let values: [[Double]]
  /// The grid point nearest to the defaults.
  let centre: Place

  init(_ first: SearchAxis, _ second: SearchAxis, around base: ModelSpecification) {
    let grids = [first, second].map { axis in
      axis.gridValues.compactMap { if case .number(let value) = $0 { value } else { nil } }
    }
    func nearest(_ axis: SearchAxis, _ grid: [Double]) -> Int {
      guard case .number(let value) = base.algorithm.hyperparameters.values[axis.name], value > 0 else {
        return grid.count / 2
      }
      return grid.indices.min { abs(log(grid[$0] / value)) < abs(log(grid[$1] / value)) } ?? 0
    }
    names = [first.name, second.name]
    values = grids
    centre = Place(first: 2 * nearest(first, grids[0]), second: 2 * nearest(second, grids[1]))
  }

  /// Every second grid value on both axes, the centre among them.
  var coarse: [Place] {
    let sides = [centre.first, centre.second].enumerated().map { axis, middle in
      stride(from: middle % 4, to: 2 * values[axis].count - 1, by: 4)
    }
    return sides[0].flatMap { first in sides[1].map { Place(first: first, second: $0) } }
  }

  /// The places a step away along either axis, within the grid.
  func neighbours(of place: Place, step: Int) -> [Place] {
    [
      Place(first: place.first - step, second: place.second),
      Place(first: place.first + step, second: place.second),
      Place(first: place.first, second: place.second - step),
      Place(first: place.first, second: place.second + step),
    ].filter {
      (0...2 * (values[0].count - 1)).contains($0.first)
        && (0...2 * (values[1].count - 1)).contains($0.second)
    }
  }

  /// The values of both axes; between two grid values their geometric mean, to three digits.
  func values(at place: Place) -> [String: HyperparameterValue] {
    [names[0]: value(0, place.first), names[1]: value(1, place.second)]
  }

  private func value(_ axis: Int, _ half: Int) -> HyperparameterValue {
    let grid = values[axis]
    guard half % 2 == 1 else { return .number(grid[half / 2]) }
    let (low, high) = (grid[half / 2], grid[half / 2 + 1])
    return SearchAxis(names[axis], .logarithmic(low...high)).value(at: 0.5)
  }
}
