public import NeedletailCore
public import NeedletailData
public import NeedletailMath

extension IALSModel: SimilarItems {
  /// The items whose vectors point most nearly the same way (cosine), best first, without the item itself.
  /// Items without interactions have no direction and are as similar as a right angle: 0.
  ///
  /// - Complexity: O(items · dimension).
  public func similar(to item: ItemRow, count: Int) throws -> [ScoredItem] {
    precondition(item.index >= 0 && item.index < itemCount, "item \(item.index) of \(itemCount)")
    var query = Matrix(rows: 1, columns: itemFactors.columns)
    query.withUnsafeMutableBufferPointer { target in
      itemFactors.withUnsafeBufferPointer { source in
        for column in target.indices { target[column] = source[item.index * target.count + column] }
      }
    }
    var products = Matrix(rows: 1, columns: itemCount)
    packed.score(query, into: &products)
    let own = length(of: item.index)
    products.withUnsafeMutableBufferPointer { products in
      for other in products.indices {
        let lengths = own * length(of: other)
        products[other] = lengths > 0 ? products[other] / lengths : 0
      }
    }
    return TopK.select(products.row(0), count: count, excluding: [item.rawValue].span)
  }

  private func length(of item: Int) -> Float { product(item, item).squareRoot() }

  /// The inner product of two items' vectors, in the order of the dimensions.
  fileprivate func product(_ left: Int, _ right: Int) -> Float {
    itemFactors.withUnsafeBufferPointer { elements in
      let (a, b) = (left * itemFactors.columns, right * itemFactors.columns)
      var sum: Float = 0
      for index in 0..<itemFactors.columns { sum += elements[a + index] * elements[b + index] }
      return sum
    }
  }
}

extension IALSModel: ItemDirections {
  /// The cosine of the angle between two items' vectors; 0 for an item without interactions.
  ///
  /// - Complexity: O(dimension).
  public func cosine(_ left: ItemRow, _ right: ItemRow) -> Float {
    let lengths = length(of: left.index) * length(of: right.index)
    return lengths > 0 ? product(left.index, right.index) / lengths : 0
  }
}
