import Foundation
import TestSupport
import Testing

@testable import LiveSources

struct BTFTests {
  /// A structure with everything that a path can lead through.
  private static func sample() -> BTFBuilder {
    typealias Member = BTFBuilder.Member
    var builder = BTFBuilder()
    let word = builder.integer("int")
    let counter = builder.structure("counter", [Member(name: "value", type: word, offset: 32)])
    let named = builder.typedef("counter_t", builder.qualifier(9, builder.qualifier(10, counter)))
    let union = builder.structure(
      "",
      [
        Member(name: "left", type: word, offset: 0), Member(name: "right", type: named, offset: 0),
      ], isUnion: true)
    _ = builder.structure(
      "outer",
      [
        Member(name: "first", type: word, offset: 0),
        Member(name: "", type: union, offset: 64),
        Member(name: "inner", type: named, offset: 128),
      ])
    _ = builder.structure(
      "bits",
      [
        Member(name: "whole", type: word, offset: 32 | 0 << 24),
        Member(name: "field", type: word, offset: 35 | 3 << 24),
        Member(name: "byte", type: word, offset: 40 | 8 << 24),
      ], hasWidths: true)
    _ = builder.function("f", ["a", "", "c"])
    return builder
  }

  @Test(arguments: [
    ("outer", "first", 0), ("outer", "left", 8), ("outer", "right", 8), ("outer", "inner", 16),
    ("outer", "right.value", 12), ("outer", "inner.value", 20), ("bits", "whole", 4),
    ("bits", "byte", 5),
  ])
  func `members are found`(_ structure: String, _ path: String, _ offset: Int) throws {
    #expect(try BTF(Self.sample().bytes).offset(of: path, in: structure) == offset)
  }

  @Test(arguments: [
    ("outer", "none"), ("none", "first"), ("outer", "first.value"), ("outer", "inner.none"),
    ("bits", "field"), ("counter_t", "value"),
  ])
  func `what is not there is not found`(_ structure: String, _ path: String) throws {
    #expect(try BTF(Self.sample().bytes).offset(of: path, in: structure) == nil)
  }

  @Test func `functions tell the names of their parameters`() throws {
    let types = try BTF(Self.sample().bytes)
    #expect(types.function("f")?.parameters == ["a", "", "c"])
    #expect(types.function("g") == nil)
    #expect(types.function("outer") == nil)
  }

  /// The kind, how many things it says to have, and how many words follow: all of the format.
  @Test(arguments: [
    (3, 0, 3), (6, 2, 4), (7, 0, 0), (11, 0, 0), (14, 0, 1), (15, 2, 6), (16, 0, 0), (17, 0, 1),
    (18, 0, 0), (19, 2, 6),
  ])
  func `every kind of type is passed over`(_ kind: Int, _ count: Int, _ words: Int) throws {
    var builder = BTFBuilder()
    _ = builder.other(kind: kind, count: count, words: words)
    let number = builder.integer("int")
    _ = builder.structure("last", [BTFBuilder.Member(name: "x", type: number, offset: 8)])
    let types = try BTF(builder.bytes)
    #expect(types.typeCount == 3)
    #expect(types.offset(of: "x", in: "last") == 1)
  }

  @Test func `what is no BTF is told apart`() {
    var other = Self.sample().bytes
    other.swapAt(0, 1)
    #expect(throws: BTFError.otherByteOrder) { try BTF(other) }
    #expect(throws: BTFError.notBTF) { try BTF([]) }
    #expect(throws: BTFError.notBTF) { try BTF(Array("ELF, or what else".utf8)) }
    var newer = Self.sample().bytes
    newer[2] = 2
    #expect(throws: BTFError.version(2)) { try BTF(newer) }
    var builder = BTFBuilder()
    _ = builder.other(kind: 20, words: 0)
    #expect(throws: BTFError.unknownKind(20)) { try BTF(builder.bytes) }
  }

  @Test func `every cut is refused`() {
    let whole = Self.sample().bytes
    for length in 2..<whole.count {
      #expect(throws: BTFError.truncated) { try BTF(Array(whole[..<length])) }
    }
  }

  /// Types that hold themselves have an end.
  @Test func `structures without a name that hold each other end`() throws {
    var builder = BTFBuilder()
    let members = (0..<200).map { BTFBuilder.Member(name: "", type: 1, offset: $0 * 8) }
    _ = builder.structure("", members)
    _ = builder.structure("outer", [BTFBuilder.Member(name: "", type: 1, offset: 0)])
    _ = builder.typedef("loop", 3)
    _ = builder.structure("looped", [BTFBuilder.Member(name: "x", type: 3, offset: 0)])
    let types = try BTF(builder.bytes)
    #expect(types.offset(of: "missing", in: "outer") == nil)
    #expect(types.offset(of: "x.y", in: "looped") == nil)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `damaged bytes are read or refused`(_ seed: UInt64) throws {
    var rng = SplitMix64(seed: seed)
    for _ in 0..<50 {
      var bytes = Self.sample().bytes
      for _ in 0..<Int.random(in: 1...8, using: &rng) {
        bytes[Int.random(in: 8..<bytes.count, using: &rng)] = UInt8.random(in: 0...255, using: &rng)
      }
      guard let types = try? BTF(bytes) else { continue }
      for path in ["first", "left", "right.value", "inner.value", "none"] {
        let offset = types.offset(of: path, in: "outer")
        #expect(offset.map { $0 >= 0 } ?? true)
      }
      let function = types.function("f")
      #expect((function?.parameters.count ?? 0) <= 0xFFFF)
    }
  }

  /// A real kernel's, where the machine shows it.
  @Test(.enabled(if: FileManager.default.isReadableFile(atPath: "/sys/kernel/btf/vmlinux")))
  func `the running kernel's types are read`() throws {
    let file = try FileHandle(forReadingFrom: URL(filePath: "/sys/kernel/btf/vmlinux"))
    let types = try BTF(Array(try file.readToEnd() ?? Data()))
    #expect(types.typeCount > 10_000)
    #expect(types.offset(of: "vm_mm", in: "vm_area_struct") != nil)
    #expect(types.offset(of: "_refcount.counter", in: "page") == 52)
  }
}
