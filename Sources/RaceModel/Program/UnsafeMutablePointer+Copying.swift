extension UnsafeMutablePointer {
  /// The elements of an array in memory that does not move, until somebody deallocates it.
  package init(copying array: [Pointee]) {
    self = .allocate(capacity: max(1, array.count))
    initialize(from: array, count: array.count)
  }
}
