/// How calls enclose events. Nesting is kept by task, since a CPU runs one task after another.
enum Nesting {
  /// How many calls of its own task enclose each event, in the order of `order`; a call stands
  /// outside of itself, a return inside.
  ///
  /// - Complexity: O(*operations*)
  static func depths(of trace: Trace, order: [Int]) -> [UInt8] {
    var depth = Remembered<UInt8>(count: max(1, trace.taskCount), unknown: 0)
    for (task, calls) in trace.openCalls { depth[task] = UInt8(clamping: calls.count) }
    var result: [UInt8] = []
    result.reserveCapacity(order.count)
    for index in order {
      let task = min(trace.events[index].task, depth.count - 1)
      result.append(depth[task])
      for operation in trace.operations(of: index) {
        switch operation {
        case .call where depth[task] < .max: depth[task] += 1
        case .ret where depth[task] > 0: depth[task] -= 1
        case .lost: depth.forgetAll()
        default: break
        }
      }
    }
    return result
  }
}
