import TestSupport
import Testing

@testable import LiveSources

struct KernelSymbolsTests {
  private static let sample = """
    0000000000000000 A fixed_percpu_data
    ffffffff90c00000 T _stext
    ffffffff90cc03b0 T copy_page_range
    ffffffff90cc1790 t twice
    ffffffff90cc1890 t twice
    ffffffff90cc1990 d some_data
    ffffffff90cc1a90 W weak_one
    ffffffffc0201000 t copy_page_range\t[module]
    ffffffffc0201000 t only_in_module\t[module]
    """

  @Test(arguments: [
    ("copy_page_range", 1), ("twice", 2), ("weak_one", 1), ("some_data", 0), ("none", 0),
    ("only_in_module", 0), ("copy_page", 0), ("fixed_percpu_data", 0),
  ])
  func `functions of the kernel itself are counted`(_ name: String, _ count: Int) throws {
    #expect(try KernelSymbols(Array(Self.sample.utf8)).count(of: name) == count)
  }

  /// What a list looks like to who may not see addresses.
  @Test func `hidden addresses are no obstacle`() throws {
    let text = "0000000000000000 T copy_page_range\n"
    #expect(try KernelSymbols(Array(text.utf8)).count(of: "copy_page_range") == 1)
  }

  @Test(arguments: [
    ("ffffffff90cc03b0 T a\nwhat is this\n", 2), ("T a\n", 1), ("ffffffff90cc03b0 T\n", 1),
    ("ffffffff90cc03b0 T \n", 1), ("ffffffff90cc03b0a T a\n", 1), ("\n\n0 T a\n0T a\n", 4),
  ])
  func `other text is refused with its line`(_ text: String, _ line: Int) {
    #expect(throws: KernelSymbolsError.badLine(number: line)) {
      try KernelSymbols(Array(text.utf8))
    }
  }

  @Test(arguments: ["", "\n", "0000000000000000 D data\n"])
  func `a list without functions is refused`(_ text: String) {
    #expect(throws: KernelSymbolsError.empty) { try KernelSymbols(Array(text.utf8)) }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `damaged lists are read or refused`(_ seed: UInt64) {
    var rng = SplitMix64(seed: seed)
    for _ in 0..<50 {
      var bytes = Array(Self.sample.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &rng) {
        bytes[Int.random(in: bytes.indices, using: &rng)] = UInt8.random(in: 0...255, using: &rng)
      }
      let count = (try? KernelSymbols(bytes))?.count ?? 0
      #expect(count <= 8)
    }
  }
}
