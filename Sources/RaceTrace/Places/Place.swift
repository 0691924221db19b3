/// What every place of one name has in common: `pte` stands for all page-table entries of a trace.
public struct PlaceDeclaration: Hashable, Sendable {
  /// The kernel's name for it: `write_protect_seq`, `has_pinned`, `pte`, `page`.
  public var name: String
  /// How its values read.
  public var kind: PlaceKind
  /// Whether it is one of the few values that the lesson is about, drawn loudest and as a waveform.
  public var isLoud: Bool
  /// Whether every change of it is recorded. A page's reference count is not: the kernel takes and
  /// drops references that no event tells of, so a count that "changed by itself" means nothing.
  public var isFullyRecorded: Bool

  /// A declaration.
  public init(name: String, kind: PlaceKind, isLoud: Bool = false, isFullyRecorded: Bool = true) {
    self.name = name
    self.kind = kind
    self.isLoud = isLoud
    self.isFullyRecorded = isFullyRecorded
  }
}

/// The addresses of the elements of a model's array, which no pointer can have: they lie in the hole
/// of the address space, one page apart.
package enum ElementAddress {
  private static let base: UInt64 = 1 << 63

  /// The address of an element.
  package static func raw(_ index: Int) -> UInt64 { base + UInt64(index) << 12 }

  /// The index of the element at an address; nil where it is none.
  package static func index(_ address: UInt64) -> Int? {
    guard address >= base, address < base + 1 << 32 else { return nil }
    return Int((address - base) >> 12)
  }
}

/// A named piece of shared state: one page-table entry, one page's count, one mm's flag.
public struct Place: Hashable, Sendable {
  /// A place's number in its trace.
  public typealias ID = Int

  /// Which declaration it is of, as an index into ``Trace/declarations``.
  public var declaration: Int
  /// The address space that it belongs to (an `mm_struct` pointer), or 0.
  public var space: UInt64
  /// Which one of its name: a virtual address, a page frame number, or 0 where there is only one.
  public var address: UInt64

  /// A place.
  public init(declaration: Int, space: UInt64 = 0, address: UInt64 = 0) {
    self.declaration = declaration
    self.space = space
    self.address = address
  }
}
