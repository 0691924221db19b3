internal import Glibc

/// Which Linux it is, as far as that decides what a probe reads: `6.1.0-56-cloud-amd64`.
public struct KernelRelease: Hashable, Sendable {
  /// The release itself.
  public let text: String
  /// What machine it runs on, as `uname -m` tells it; nil when that is not known.
  public let machine: String?
  private let numbers: [Int]

  /// A release as `uname -r` tells it; nil when it does not begin with two numbers, or holds what no
  /// release does and a shell would take for more than a word.
  public init?(_ text: String, machine: String? = nil) {
    let isWord = ([text] + [machine].compactMap(\.self)).allSatisfy { word in
      word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._+~:@-".contains($0)) }
    }
    guard isWord else { return nil }
    let parts = text.split(separator: ".", maxSplits: 2)
    guard parts.count >= 2, let major = Int(parts[0]),
      let minor = Int(parts[1].prefix { $0.isASCII && $0.isNumber })
    else { return nil }
    (self.text, self.machine) = (text, machine)
    numbers = [major, minor]
  }

  /// That of the kernel that runs.
  public static var running: KernelRelease? {
    var names = utsname()
    guard uname(&names) == 0 else { return nil }
    let text = withUnsafeBytes(of: &names.release, Self.word)
    return KernelRelease(text, machine: withUnsafeBytes(of: &names.machine, Self.word))
  }

  private static func word(_ bytes: UnsafeRawBufferPointer) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The release and the machine, for people.
  var words: String { "Linux \(text)" + (machine.map { " on \($0)" } ?? "") }

  /// Which bit of `mm->flags` is MMF_HAS_PINNED; nil when that is not known. The types do not tell:
  /// it is a macro.
  ///
  /// It was 28 when it came with Linux 5.14, and is 27 since "mm: delete unused MMF_OOM_VICTIM flag",
  /// a patch of May 2022 that is in 6.1. Of 6.0, and of kernels that a distribution keeps old with
  /// patches of newer ones (`.el9`), it is not known.
  var pinnedBit: Int? {
    if !numbers.lexicographicallyPrecedes([6, 1]) { return 27 }
    let isKnown = !numbers.lexicographicallyPrecedes([5, 14]) && numbers[0] == 5
    return isKnown && !text.contains(".el") ? 28 : nil
  }
}
