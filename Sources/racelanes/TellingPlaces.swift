/// Which places tell outcomes apart.
struct TellingPlaces {
  /// How many outcomes are looked at.
  private static let outcomesMax = 100

  /// The places that are not the same in all outcomes: first as few as tell them all apart, each part
  /// in the order of the slots.
  let slots: [Int]

  init(_ outcomes: [[Int32]]) {
    guard let first = outcomes.first else {
      slots = []
      return
    }
    let varying = first.indices.filter { slot in outcomes.contains { $0[slot] != first[slot] } }
    let some = outcomes.prefix(Self.outcomesMax)
    func classes(_ slots: [Int]) -> Int {
      Set(some.map { values in slots.map { values[$0] } }).count
    }
    var telling: [Int] = []
    while classes(telling) < classes(varying) {
      let rest = varying.filter { !telling.contains($0) }
      // The first of those that tell the most apart.
      guard
        let best = rest.max(by: { classes(telling + [$0]) < classes(telling + [$1]) })
      else { break }
      telling.append(best)
    }
    slots = telling.sorted() + varying.filter { !telling.contains($0) }
  }
}
