import Cells
import RaceTrace
import TestSupport
import Testing

@testable import Screens

/// What must be read on a screen of 80 columns and 24 rows, and on smaller ones.
struct SmallScreenTests {
  private func flat(_ rows: some Sequence<String>) -> String {
    rows.joined(separator: " ").split(separator: " ").joined(separator: " ")
  }

  @Test(arguments: LessonTests.all)
  func `what a step is about is never cut`(_ path: String) throws {
    var state = try Playing.lesson(path)
    for step in 0...state.timeline.stepCount {
      state.go(to: step)
      let rows = state.frame().rows()
      let layout = Layout(state)
      for area in [layout.header, layout.verdict, layout.say, layout.footer] {
        #expect(!rows[area.rows].contains { $0.contains("…") }, "\(step)")
      }
      for (lane, words) in state.lesson?.waiting[step] ?? [:] {
        let area = layout.lane(lane, of: layout.lanes)
        let shown = flat(rows[area.rows].map { String($0.dropFirst(area.x).prefix(area.width)) })
        #expect(shown.contains("• " + words), "\(step): \(words)")
      }
      guard step > 0 else { continue }
      let y = try #require(rows.firstIndex { $0.contains("▶") }, "\(step)")
      let values = ValueWords(state.focused)
      let forms = [Int.max, 36].map { values.column(at: step - 1, width: $0) }
      let lane = layout.lane(state.timeline.event(at: step - 1).lane, of: layout.lanes)
      let shown = rows[y...(y + 1)].map { String($0.dropFirst(lane.x).prefix(lane.width)) }
      #expect(shown.contains { row in forms.contains { row.contains($0) } }, "\(step): \(shown)")
    }
  }

  @Test(arguments: LessonTests.all)
  func `the title and the kernel are in the first line`(_ path: String) throws {
    let state = try Playing.lesson(path)
    let lesson = try #require(state.lesson)
    let row = state.frame().rows()[0]
    #expect(row.hasPrefix(" \(lesson.title)  "))
    if path.hasPrefix("gup-fork/") { #expect(row.contains("  \(lesson.detail)  ")) }
  }

  @Test func `whatever is told stays off the step`() throws {
    let path = "gup-fork/lost-pin.yaml"
    var state = try Playing.lesson(path)
    try Playing.press("fl<esc>F", &state, path)
    try Playing.press("j<ret>", &state, path)
    for width in 60...110 {
      state.resize(to: Size(width: width, height: 24))
      let row = state.frame().rows()[0]
      #expect(row.contains("  step ") || row.contains("×  step "), "\(row)")
    }
  }

  @Test(arguments: [
    ("if (pte_val(pte) != pte_val(READ_ONCE(*ptep)))", 38, "if (pte_val(pte) != pte_val(…))"),
    ("if (pte_val(pte) != pte_val(READ_ONCE(*ptep)))", 30, "if (pte_val(…) != pte_val(…))"),
    ("ptep_set_wrprotect(src_pte)", 27, "ptep_set_wrprotect(src_pte)"),
    ("ptep_set_wrprotect(src_pte)", 26, "ptep_set_wrprotect(…)"),
    ("ptep_set_wrprotect(src_pte)", 12, "ptep_set_wr…"),
    ("if (nr < pages)", 9, "if (nr <…"), ("smp_rmb()", 9, "smp_rmb()"), ("a(", 1, "…"),
    (")f(x", 3, ")f…"), ("f(xx)", 0, ""),
  ])
  func `a statement gives up its arguments first`(_ text: String, _ width: Int, _ short: String) {
    #expect(StatementText.fitted(text, to: width, Glyphs(.unicode)) == short)
  }

  @Test(arguments: [
    (
      "READ_ONCE(device_data[pte_pfn(entry)])", "device_data", 37,
      "READ_ONCE(device_data[pte_pfn(…)])"
    ),
    ("READ_ONCE(device_data[pte_pfn(entry)])", "device_data", 33, "READ_ONCE(device_data[…])"),
    ("READ_ONCE(device_data[pte_pfn(entry)])", "device_data", 24, "READ_ONCE(…)"),
    (
      "WRITE_ONCE(process_data[pte_pfn(entry)], 1)", "process_data", 30,
      "WRITE_ONCE(process_data[…], 1)"
    ),
    (
      "WRITE_ONCE(process_data[3], process_word)", "process_data", 30,
      "WRITE_ONCE(process_data[3]…)"
    ),
    (
      "saw = READ_ONCE(device_data[pte_pfn(e)])", "device_data", 30, "… = READ_ONCE(device_data[…])"
    ),
    ("if (!atomic_read(&mm->has_pinned))", "has_pinned", 33, "if (!atomic_read(…has_pinned))"),
    ("if (!atomic_read(&mm->has_pinned))", "has_pinned", 29, "…atomic_read(…has_pinned))"),
    ("if (!atomic_read(&mm->has_pinned))", "has_pinned", 25, "if (!atomic_read(…))"),
    ("saw = READ_ONCE(device_data[pte_pfn(e)])", "device_data", 26, "…READ_ONCE(device_data[…])"),
    ("atomic_set(&mm->has_pinned, 1)", "has_pinned", 26, "atomic_set(…has_pinned, 1)"),
    ("atomic_set(&mm->has_pinned, 1)", "has_pinned", 25, "atomic_set(…has_pinned…)"),
    ("same = pte_same(ptep_get(&pte), orig)", "pte", 34, "same = pte_same(ptep_get(&pte)…)"),
    ("return cmpxchg(&state, 0, 1) == TASK_X", "state", 28, "…cmpxchg(&state…) == TASK_X"),
    ("return cmpxchg(&state, 0, 1) == TASK_X", "state", 26, "…cmpxchg(&state…) == TASK…"),
    ("return cmpxchg(&state, 0, 1) == TASK_X", "state", 14, "return cmpxch…"),
    ("f(a, pte", "pte", 6, "f(a, …"), ("x[pte", "pte", 3, "x[…"), (")pte]", "pte", 2, ")…"),
    ("pte = f(pte)[pte", "pte", 8, "pte = f…"),
  ])
  func `a statement keeps the names of its places`(
    _ text: String, _ name: String, _ width: Int, _ short: String
  ) {
    #expect(StatementText.fitted(text, to: width, keeping: [name], Glyphs(.unicode)) == short)
  }

  @Test(arguments: LessonTests.all)
  func `the current row names the loud place that it touches`(_ path: String) throws {
    for charset in Charset.allCases {
      var state = try Playing.lesson(path, look: Look(charset: charset))
      let timeline = state.timeline
      for step in 1..<(timeline.stepCount + 1) {
        let event = timeline.event(at: step - 1)
        let text = timeline.trace.strings[event.text]
        let named = timeline.operations(at: step - 1).compactMap(\.place)
          .map { timeline.trace.declaration(of: $0) }
          .filter { text.contains($0.name) && ($0.isLoud || $0.name.hasSuffix("_data")) }
        state.go(to: step)
        let layout = Layout(state)
        let lane = layout.lane(event.lane, of: layout.lanes)
        let rows = state.frame().rows()[lane.rows].map {
          String($0.dropFirst(lane.x).prefix(lane.width))
        }
        let row = try #require(rows.first { $0.hasPrefix(String(state.look.glyphs.here)) })
        for place in named { #expect(row.contains(place.name), "\(step): \(row)") }
      }
    }
  }

  @Test func `a narrow lane tells the bits that changed`() throws {
    let state = try Playing.lesson()
    let values = ValueWords(state.focused)
    #expect(values.column(at: 28, width: 17) == "P W A D → P - A D")
    #expect(values.column(at: 28, width: 16) == "W → -")
  }

  @Test func `a message that is too long ends in an ellipsis`() throws {
    var state = try Playing.lesson(width: 60, height: 14)
    state.message = String(repeating: "word ", count: 20)
    #expect(state.frame().rows()[13].contains("…"))
    state.message = nil
    #expect(state.frame().rows()[13].contains("? help  q quit"))
  }

  @Test(arguments: LessonTests.all)
  func `who set a value and who reads it is told in one line`(_ path: String) throws {
    var state = try Playing.lesson(path)
    for keys in ["e", "E", "<tab>e"] {
      for step in 0...state.timeline.stepCount {
        state.go(to: step)
        _ = try state.press(keys)
        let message = try #require(state.message)
        #expect(message.count <= AppState.messageColumnsMax, "\(step): \(message)")
      }
    }
  }

  @Test func `a played shortest keeps the title, the switch once and the kernel`() throws {
    let path = "gup-fork/lost-pin.yaml"
    var state = try Playing.lesson(path)
    try Playing.press("F", &state, path)
    let row = try #require(state.mutations.firstIndex { $0.name != nil && $0.schedule != nil })
    try Playing.press(String(repeating: "j", count: row) + "<ret>", &state, path)
    let name = try #require(state.plan?.told?.name)
    for width in [80, 120] {
      state.resize(to: Size(width: width, height: 24))
      let line = state.frame().rows()[0]
      #expect(line.contains("The race: fork() "))
      #expect(line.contains("  shortest without \(name)  v5.10  "))
      #expect(line.ranges(of: name).count == 1)
    }
  }

  @Test(arguments: [
    ([] as [Variation.Setting], "v5.11"),
    ([.choice("kernel", "v5.10")], "v5.10 (as written: v5.11)"),
    (
      [.choice("kernel", "v5.10"), .toggle("recheck", false)],
      "v5.10 (as written: v5.11), but recheck off"
    ),
    ([.toggle("recheck", false)], "v5.11, but recheck off"),
  ])
  func `the text says which kernel ran and which one the words are about`(
    _ settings: [Variation.Setting], _ words: String
  ) throws {
    let state = try Playing.lesson("gup-fork/the-fix.yaml", settings: settings)
    let lesson = try #require(state.lesson)
    var lines: [String] = []
    TextTimeline(state, width: 118).writeHead { lines.append($0) }
    #expect(lines[1] == words)
    #expect(lines[3].hasPrefix("As written: ") == !settings.isEmpty)
    #expect(lesson.isAsWritten == settings.isEmpty)
  }

  @Test func `how to leave a list is whole and inside its frame`() throws {
    let path = "gup-fork/lost-pin.yaml"
    for keys in ["f", "F", "v", "]c", "i", "?", "~"] {
      for width in [60, 64, 70, 80, 100] {
        var state = try Playing.lesson(path, width: width, height: 18)
        try Playing.press(keys, &state, path)
        guard state.overlay != nil else { continue }
        let line = try #require(state.frame().rows().last { $0.contains("Esc: back") }, "\(keys)")
        #expect(line.split(separator: "Esc: back")[1].contains("│"), "\(keys) at \(width): \(line)")
      }
    }
  }

  @Test func `a verdict of the whole run does not say that nothing is lost yet`() throws {
    let path = "gup-fork/lost-pin.yaml"
    var state = try Playing.lesson(path)
    try Playing.press("fl", &state, path)
    #expect(state.message?.hasSuffix("kernel v5.11: nothing goes wrong") == true)
    try Playing.press("hhh", &state, path)
    #expect(
      state.message?.hasSuffix("kernel v5.8: pin_keeps_its_page violated, nothing_lost violated")
        == true)
  }

  @Test func `below the least size keys do nothing but leave`() throws {
    var state = try Playing.lesson()
    _ = try state.press("3lf")
    let overlay = state.overlay
    state.resize(to: Size(width: 40, height: 10))
    #expect(try state.press("l<ret>j<esc>]b").allSatisfy { $0 == .none })
    #expect(state.step == 3)
    #expect(state.overlay == overlay)
    #expect(!state.isBlank)
    #expect(try state.press("<c-l>q") == [.redraw, .quit(signal: nil)])
    state.resize(to: Size(width: 20, height: 5))
    #expect(flat(state.frame().rows()).contains("needs 60x14 this is 20x5: enlarge, or q to quit"))
  }

  @Test func `what is cut on a small screen is one key away`() throws {
    var state = try Playing.lesson("gup-fork/the-fix.yaml", width: 60, height: 14)
    let story = try #require(state.story)
    let step = try #require(
      story.steps.max {
        story.passages(at: $0).map(\.text.count).reduce(0, +)
          < story.passages(at: $1).map(\.text.count).reduce(0, +)
      })
    state.go(to: step)
    #expect(state.frame().rows().contains { $0.contains("… (i)") })
    _ = try state.press("i")
    var seen: [String] = []
    for _ in 0..<200 {
      seen += state.frame().rows().map { $0.trimmingBars }
      _ = try state.press("j")
    }
    for passage in story.passages(at: step) {
      for word in passage.text.split(separator: " ") {
        #expect(seen.contains { $0.contains(word) }, "\(word)")
      }
    }
    // It goes back at once from the last page.
    let last = state.frame()
    _ = try state.press("k")
    #expect(state.frame() != last)
  }
}

extension String {
  fileprivate var trimmingBars: String {
    split(separator: "│").map(String.init).joined(separator: " ")
  }
}
