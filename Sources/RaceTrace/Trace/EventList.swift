/// Events and their operations, one behind the other.
struct EventList: Hashable, Sendable {
  var events: [Event] = []
  var operations: [Operation] = []
  /// The operations of event *i* are `operations[starts[i]..<starts[i + 1]]`.
  var starts: [UInt32] = [0]

  /// What event `index` did, in order.
  func operations(of index: Int) -> ArraySlice<Operation> {
    operations[Int(starts[index])..<Int(starts[index + 1])]
  }
}
