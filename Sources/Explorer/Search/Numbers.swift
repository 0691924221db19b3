/// Numbers of states of a rank that a worker has taken and not used yet: the last ones of a block.
struct Numbers {
  var next = 0
  var end = 0

  var isEmpty: Bool { next == end }
  var count: Int { end - next }
}
