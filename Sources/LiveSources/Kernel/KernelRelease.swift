internal import Glibc

/// Which Linux it is, as far as that decides what a probe reads: `6.1.0-56-cloud-amd64`.
public struct KernelRelease: Hashable, Sendable {
  private let text: String
  private let numbers: [Int]

  /// A release as `uname -r` tells it; nil when it does not begin with two numbers.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", maxSplits: 2)
    guard parts.count >= 2, let major = Int(parts[0]),
      let minor = Int(parts[1].prefix { $0.isASCII && $0.isNumber })
    else { return nil }
    self.text = text
    numbers = [major, minor]
  }

  /// That of the kernel that runs.
  public static var running: KernelRelease? {
    var names = utsname()
    guard uname(&names) == 0 else { return nil }
    let text = withUnsafeBytes(of: &names.release) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return KernelRelease(text)
  }

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
