/// A raw value in the words of its kind.
public struct DecodedValue: Hashable, Sendable {
  /// Whether the value is the one that a viewer should notice.
  public enum Level: Hashable, Sendable {
    /// Even, clear, writable, unpinned, free: nothing going on.
    case resting
    /// Odd, set, write-protected, pinned, held.
    case raised
    /// The kind has no such distinction.
    case plain
  }

  /// The whole reading: `13979 odd: writer inside`.
  public var text: String
  /// The shortest reading that is not the raw word alone: `13979 odd`.
  public var short: String
  /// What fits where there is hardly room: `13979`, `P W A D`.
  public var compact: String
  /// Whether to notice it.
  public var level: Level

  init(_ text: String, _ short: String, _ compact: String, _ level: Level) {
    self.text = text
    self.short = short
    self.compact = compact
    self.level = level
  }
}

extension PlaceKind {
  /// What `raw` means in a place of this kind.
  public func decode(_ raw: UInt64) -> DecodedValue {
    switch self {
    case .seqcount:
      return raw & 1 == 0
        ? DecodedValue("\(raw) even: no writer", "\(raw) even", "\(raw)", .resting)
        : DecodedValue("\(raw) odd: writer inside", "\(raw) odd", "\(raw)", .raised)
    case .flag:
      return raw == 0
        ? DecodedValue("0 clear", "0 clear", "0", .resting)
        : DecodedValue("\(raw) set", "\(raw) set", "\(raw)", .raised)
    case .pte(let layout): return decode(pte: raw, layout)
    case .refcount: return decode(refcount: raw)
    case .spinlock, .rwsem: return decode(lock: LockWord(raw: raw))
    case .word:
      let text = raw < 0x10000 ? String(raw) : hex(raw)
      return DecodedValue(text, text, text, .plain)
    case .page:
      guard raw != 0 else { return DecodedValue("none", "none", "none", .plain) }
      let name = pageName(raw)
      return DecodedValue("page \(name)", name, name, .plain)
    }
  }

  private func decode(pte raw: UInt64, _ layout: PteLayout) -> DecodedValue {
    guard layout.isPresent(raw) else {
      let short = raw == 0 ? "none" : "not present"
      return DecodedValue(raw == 0 ? short : "\(short) \(hex(raw))", short, short, .raised)
    }
    let writable = layout.isWritable(raw)
    let bits = [
      "P", writable ? "W" : "-", layout.isAccessed(raw) ? "A" : "-",
      layout.isDirty(raw) ? "D" : "-",
    ].joined(separator: " ")
    let frame = pageName(layout.frame(raw))
    let extras = layout.extras(raw).joined(separator: ", ")
    return DecodedValue(
      "\(bits) → page \(frame), \(writable ? "writable" : "write-protected")"
        + (extras.isEmpty ? "" : " (\(extras))"),
      "\(bits) → \(frame)", bits, writable ? .resting : .raised)
  }

  /// `page_maybe_dma_pinned()` compares the count with 1,024: as many plain references would look
  /// like a pin too, so the split is the kernel's own reading of the number and not a certainty.
  private func decode(refcount raw: UInt64) -> DecodedValue {
    let pins = raw / Refcount.pinBias
    let refs = raw % Refcount.pinBias
    let refWords = "\(refs) \(refs == 1 ? "ref" : "refs")"
    guard pins > 0 else {
      return DecodedValue(raw == 0 ? "0: free" : refWords, refWords, "\(raw)", .resting)
    }
    let pinWords = "\(pins) \(pins == 1 ? "pin" : "pins")"
    return DecodedValue(
      "\(raw) = \(refWords) + \(pinWords)", "\(raw) = \(refs) + \(pinWords)", "\(raw)", .raised)
  }

  private func decode(lock word: LockWord) -> DecodedValue {
    if let owner = word.owner {
      let verb = self == .rwsem ? "held for writing" : "held"
      return DecodedValue(
        "\(verb) by lane \(owner)", "lane \(owner)", "lane \(owner)", .raised)
    }
    let readers = word.readers.map(String.init).joined(separator: ", ")
    guard !readers.isEmpty else {
      return DecodedValue("free", "free", "free", .resting)
    }
    return DecodedValue(
      "held for reading by lane \(readers)", "read: lane \(readers)", "read", .raised)
  }
}

/// The constants of `page->_refcount`.
public enum Refcount {
  /// What one pin adds to the count of a small page: `GUP_PIN_COUNTING_BIAS`, include/linux/mm.h.
  public static let pinBias: UInt64 = 1024
}

/// `0x` and the lower-case digits.
package func hex(_ raw: UInt64) -> String { "0x" + String(raw, radix: 16) }

/// The name of a page: A for the first frame of a model (0xa), B for the next; the number for a frame
/// of a recording. No process is ever given one of the first frames of a real machine.
package func pageName(_ frame: UInt64) -> String {
  guard (0xA..<0xA + 26).contains(frame) else { return hex(frame) }
  return String(Unicode.Scalar(UInt8(frame - 0xA + 65)))
}
