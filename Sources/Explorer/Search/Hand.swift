/// What one worker found in a round, and what it needs to work.
struct Hand: @unchecked Sendable {
  typealias Missing = (slot: Int, value: Int32)

  /// Values that had no room.
  var missing: [Missing] = []
  /// Ranks that had no room.
  var full: [Int] = []
  /// Blocks that are to be done anew once there is room, and those that nobody came to.
  var undone: [Int] = []
  /// Final states.
  var ends: [StateGraph.End] = []
  /// The values of the places in each of them.
  var endValues: [Int32] = []
  /// Which operations have run.
  let ran: UnsafeMutablePointer<Bool>
  let stack: UnsafeMutablePointer<Int32>

  init(operations: Int, stack: Int) {
    ran = Self.memory(operations, of: false)
    self.stack = Self.memory(stack, of: 0)
  }

  /// Memory in cache lines of its own: two workers that write to one line wait for each other.
  private static func memory<Element>(
    _ count: Int, of value: Element
  ) -> UnsafeMutablePointer<Element> {
    let line = 128
    let bytes = (count * MemoryLayout<Element>.stride + line) / line * line
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: line)
    return memory.initializeMemory(as: Element.self, repeating: value, count: count)
  }

  func free() {
    ran.deallocate()
    stack.deallocate()
  }

  /// Before another round.
  mutating func clear() {
    missing.removeAll()
    full.removeAll()
    undone.removeAll()
    ends.removeAll(keepingCapacity: true)
    endValues.removeAll(keepingCapacity: true)
  }
}
