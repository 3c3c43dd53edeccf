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

  private func length(of item: Int) -> Float {
    itemFactors.withUnsafeBufferPointer { elements in
      var square: Float = 0
      for index in item * itemFactors.columns..<(item + 1) * itemFactors.columns {
        square += elements[index] * elements[index]
      }
      return square.squareRoot()
    }
  }
}
