/// One of the two columns: a CPU's path through the kernel.
public struct Lane: Hashable, Sendable {
  /// Who it is: `CPU 0`.
  public var name: String
  /// What it does: `pin_user_pages_fast()`.
  public var title: String

  /// A lane.
  public init(name: String, title: String) {
    self.name = name
    self.title = title
  }
}

extension [Lane] {
  /// `text` with `lane 0` as the name of that lane.
  public func naming(_ text: String) -> String {
    var text = text
    for (index, lane) in enumerated() { text = text.replacing("lane \(index)", with: lane.name) }
    return text
  }
}

/// A task that events were recorded in.
public struct KernelTask: Hashable, Sendable {
  /// Its name (`comm`), as recorded: untrusted text.
  public var name: String
  /// Its thread id.
  public var pid: Int

  /// A task.
  public init(name: String, pid: Int) {
    self.name = name
    self.pid = pid
  }
}

/// What a trace's stamps count.
public struct Clock: Hashable, Sendable {
  /// What one unit is.
  public enum Unit: String, Hashable, Sendable, CaseIterable {
    /// Billionths of a second.
    case nanoseconds = "ns"
    /// Ticks of a counter that says nothing about seconds.
    case ticks
  }

  /// What the stamps count.
  public var unit: Unit
  /// How many units apart two stamps must be before the clock can tell them apart.
  public var resolution: Int64

  /// A clock.
  public init(unit: Unit = .nanoseconds, resolution: Int64 = 1) {
    self.unit = unit
    self.resolution = resolution
  }
}

/// How folded events are summed up in one line.
public struct FoldWords: Hashable, Sendable {
  /// For exactly one counted page: `1 other page copied`.
  public var one: String
  /// For `{n}` of them: `{n} other pages copied`.
  public var many: String

  /// The words.
  public init(one: String, many: String) {
    self.one = one
    self.many = many
  }
}
