import TestSupport

/// Small models of all sorts of statements, right and wrong ones.
enum RandomModel {
  static func text(_ random: inout SplitMix64) -> String {
    var lines = [
      "shared word x = 0; shared word y = 1; shared flag z = 0; shared refcount c = 1;",
      "shared word a[2] = i; shared spinlock l; shared spinlock k; shared rwsem s;",
    ]
    for lane in 0..<2 {
      lines.append("lane \"\(lane)\" {")
      lines.append("  int v = 0; int w = 0;")
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        lines.append("  " + statement(&random, depth: 0))
      }
      lines.append("}")
    }
    if Bool.random(using: &random) {
      lines.append(
        "always small \"x stays small\" = x <= \(Int.random(in: 0...3, using: &random));")
    }
    if Bool.random(using: &random) {
      lines.append("always after \"b is not done with y\" = !done(1) || y < 2 || a[0] == 0;")
    }
    lines.append("finally even \"both are the same\" = x == y || z == 1;")
    return lines.joined(separator: "\n")
  }

  private static func statement(_ random: inout SplitMix64, depth: Int) -> String {
    let local = Bool.random(using: &random) ? "v" : "w"
    let place = ["x", "y", "a[0]", "a[1]", "a[\(local) & 1]"].randomElement(using: &random) ?? "x"
    let value = ["1", "2", local, "\(local) + 1"].randomElement(using: &random) ?? "1"
    switch Int.random(in: 0..<(depth < 2 ? 15 : 9), using: &random) {
    case 0: return "\(local) = READ_ONCE(\(place));"
    case 1: return "WRITE_ONCE(\(place), \(value));"
    case 2: return "\(local) = atomic_inc_return(&\(place));"
    case 3: return "\(local) = cmpxchg(&\(place), 1, \(value));"
    case 4: return "\(local) = atomic_add_unless(&c, 1, 0);"
    case 5: return "atomic_dec(&c);"
    case 6: return "\(local) = atomic_fetch_xor(\(value), &\(place));"
    case 7: return "WRITE_ONCE(z, 1);"
    case 8: return "\(local) = \(value);"
    case 9, 10:
      let inner = statement(&random, depth: depth + 1)
      return "if (\(local) == 1) { \(inner) } else { \(statement(&random, depth: depth + 1)) }"
    case 11: return "spin_lock(&l); \(statement(&random, depth: depth + 1)) spin_unlock(&l);"
    case 12:
      return "spin_lock(&k); spin_lock(&l); \(statement(&random, depth: depth + 1)) "
        + "spin_unlock(&l); spin_unlock(&k);"
    case 13: return "down_read(&s); \(statement(&random, depth: depth + 1)) up_read(&s);"
    default: return "down_write(&s); spin_lock(&k); spin_unlock(&k); up_write(&s);"
    }
  }
}
