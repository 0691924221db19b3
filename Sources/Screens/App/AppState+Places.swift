import RaceTrace

extension AppState {
  /// Every place in view that is not loud, the one first that was touched last: what changes is
  /// always there to be seen, however little room there is.
  var otherPlaces: [Place.ID] {
    shownDeclarations.filter { !timeline.trace.declarations[$0].isLoud }
      .flatMap { declaration -> [Place.ID] in
        let elements = focused.elements(of: declaration)
        return elements.isEmpty
          ? focused.recentInstances(of: declaration, after: step, limit: Self.instancesMax)
          : elements
      }
      .map { (place: $0, touched: lastTouch(of: $0)) }
      .enumerated()
      .sorted { ($1.element.touched, $0.offset) < ($0.element.touched, $1.offset) }
      .map(\.element.place)
  }

  /// How many instances of a declaration are shown.
  private static let instancesMax = 3
  /// How far back a touch is looked for; what lies further away counts as not touched.
  private static let touchesMax = 200

  private func lastTouch(of place: Place.ID) -> Int {
    (max(0, step - Self.touchesMax)..<step).last { position in
      timeline.operations(at: position).contains { operation in
        if case .observe = operation { return false }
        return operation.place == place
      }
    } ?? -1
  }
}
