import Testing

@testable import RaceModel

/// What the lexer and the parser refuse: the text, and each error as `line:column: message`.
struct SyntaxErrorTests {
  private static let head = "model m \"t\";\nshared word x = 0;\n"

  /// A lane's body on line 3, from column 12 on.
  private static func lane(_ body: String) -> String { head + "lane \"a\" { \(body) }" }

  @Test(arguments: [
    // The head.
    ("", ["1:1: a model begins with: model NAME \"TITLE\"; found the end of the file"]),
    ("model 3", ["1:7: expected the model's name, found 3"]),
    ("model m t;", ["1:9: expected the model's title in quotes, found \"t\""]),
    ("model m \"t\"\nlane \"a\" {}", ["1:12: expected \";\" behind the title, found \"lane\""]),
    (
      "model lane \"t\";",
      ["1:7: \"lane\" is a word of the language and cannot be the model's name"]
    ),
    // Characters.
    (head + "lane \"a\" { x = 1 @ 2; }", ["3:18: no statement has the character \"@\""]),
    (head + "é", ["3:1: no statement has the character \"é\""]),
    (head + "\u{1B}", ["3:1: no statement has the character \"U+1B\""]),
    (head + "/* no end", ["3:1: this comment has no end: expected \"*/\""]),
    (head + "/*/", ["3:1: this comment has no end: expected \"*/\""]),
    (head + "lane \"a", ["3:6: this text has no end on its line: expected a quote"]),
    (
      head + "lane \"a\u{202E}\" { x = 1; }",
      ["3:6: this text holds a control character, which could steer a terminal"]
    ),
    (lane("x = 99999999999;"), ["3:16: \"99999999999\" is not a whole number below 2147483648"]),
    (lane("x = 0xg;"), ["3:16: \"0xg\" is not a whole number below 2147483648"]),
    (lane("x = 2147483648;"), ["3:16: \"2147483648\" is not a whole number below 2147483648"]),
    (
      lane("\(String(repeating: "n", count: 65)) = 1;"), ["3:12: a name has at most 64 characters"]
    ),
    (
      "model m \"\(String(repeating: "t", count: 401))\";",
      ["1:9: a text has at most 400 bytes, this one 401"]
    ),
    // Items.
    (
      head + "share word y;",
      [
        "3:1: expected param, const, switch, kernel, shared, lane, always, finally or a function, "
          + "found \"share\""
      ]
    ),
    (head + "shared word;", ["3:12: expected the place's name, found \";\""]),
    (head + "shared word y[2;", ["3:16: expected \"]\" behind the count, found \";\""]),
    (
      head + "shared word y = 1",
      ["3:18: expected \";\" behind the place, found the end of the file"]
    ),
    (head + "switch s = 1 \"h\";", ["3:12: expected on or off, found 1"]),
    (head + "switch s = on;", ["3:14: expected what the switch removes in quotes, found \";\""]),
    (head + "param p = 1 \"h\";", ["3:13: expected in LOW..HIGH, found a text in quotes"]),
    (
      head + "param p = 1 in 0 \"h\";",
      ["3:18: expected \"..\" between the bounds, found a text in quotes"]
    ),
    (
      head + "kernel \"k\" \"h\" { s = maybe; t on; }",
      [
        "3:22: expected on or off, found \"maybe\"",
        "3:31: expected \"=\" and on or off, found \"on\"",
      ]
    ),
    (
      head + "long f() {}",
      [
        "3:1: expected param, const, switch, kernel, shared, lane, always, finally or a function, "
          + "found \"long\""
      ]
    ),
    (head + "inline f() {}", ["3:8: expected void, int, bool or pte_t, found \"f\""]),
    (head + "void f(int) {}", ["3:11: expected a parameter's name, found \")\""]),
    (
      head + "always p = x == 0;",
      ["3:10: expected the property as a sentence in quotes, found \"=\""]
    ),
    // Statements.
    (lane("x = 1"), ["3:17: expected \";\" behind the statement, found \"}\""]),
    (lane("x = 1 x = 2;"), ["3:17: expected \";\" behind the statement, found \"x\""]),
    (
      head + "lane \"a\" { x = 1;",
      ["3:18: expected \"}\" to end the block, found the end of the file"]
    ),
    (lane("if x == 0 x = 1;"), ["3:15: expected \"(\" behind if, found \"x\""]),
    (
      lane("while (x) x = 1;"),
      [
        "3:12: there is no \"while\" here: use if, or a for loop with bounds that are known"
      ]
    ),
    (
      lane("goto out;"),
      [
        "3:12: there is no \"goto\" here: use if, or a for loop with bounds that are known"
      ]
    ),
    (
      lane("for (i = 0; i < 2; i++) x = i;"),
      [
        "3:17: expected \"int NAME = …\": a loop has a variable of its own"
      ]
    ),
    (lane("for (int i = 0; i < 2; j++) x = i;"), ["3:35: a loop steps its own variable, i"]),
    (lane("for (int i = 0; i < 2; i += 2) x = i;"), ["3:37: expected ++ or --, found \"+=\""]),
    (lane("x = ;"), ["3:16: expected a value, found \";\""]),
    (lane("x = (1 + 2;"), ["3:22: expected \")\" to close the bracket, found \";\""]),
    (lane("f(1, );"), ["3:17: expected a value, found \")\""]),
    (lane("x = on;"), ["3:16: expected a value, found \"on\""]),
    (
      lane("int for = 1;"),
      ["3:16: \"for\" is a word of the language and cannot be the variable's name"]
    ),
    (lane("else x = 1;"), ["3:12: expected a value, found \"else\""]),
    // Bounds.
    (
      lane(
        "x = " + String(repeating: "(", count: 80) + "1" + String(repeating: ")", count: 80) + ";"),
      ["3:78: nested more than 64 levels deep"]
    ),
    (
      lane("x = 1" + String(repeating: "+1", count: 256) + ";"),
      ["3:528: more than 256 names and numbers in one expression"]
    ),
    (
      head + String(repeating: "lane \"a\" {}\n", count: 1000),
      ["1002:1: a model declares at most 1000 things"]
    ),
    (
      head + String(repeating: "/// words\n", count: 70) + "lane \"a\" {}",
      ["67:1: a remark has at most 64 lines"]
    ),
  ])
  func `a syntax error is told at its place`(_ text: String, _ expected: [String]) {
    #expect(errors(of: text) == expected)
  }

  @Test func `one run tells of several errors`() {
    let text =
      Self.head + """
        lane "a" {
          x = ;
          if (x) { x = 1 }
          goto out;
          x = 2;
        }
        shared x;
        lane "b" { x = 3; }
        switch = on "h";
        """
    #expect(
      errors(of: text) == [
        "4:7: expected a value, found \";\"",
        "5:17: expected \";\" behind the statement, found \"}\"",
        "6:3: there is no \"goto\" here: use if, or a for loop with bounds that are known",
        "9:9: expected the place's name, found \";\"",
        "11:8: expected the switch's name, found \"=\"",
      ])
  }

  @Test func `it stops at twenty errors`() {
    #expect(errors(of: Self.lane(String(repeating: "x = ;\n", count: 50))).count == 20)
  }

  @Test func `a large text is refused before it is read`() {
    let text = String(repeating: " ", count: 1 << 20) + "!"
    #expect(errors(of: text) == ["1:1: the model is larger than 1 MiB"])
  }

  @Test func `an error is shown with its line and a caret`() {
    let text = "model m \"t\";\r\n\tshared wort x = 0; // \u{1B}[2J é\r\nlane \"a\" {}\n"
    let found = modelErrors(of: text).map { $0.rendered(in: "m.race") }
    #expect(
      found == [
        """
        m.race:2:9: there is no type "wort"; expected flag, page, pte, refcount, rwsem, seqcount, \
        spinlock, word
          \tshared wort x = 0; // \u{FFFD}[2J é
          \t       ^
        """
      ])
  }

  @Test func `a column counts characters`() {
    #expect(
      errors(of: Self.head + "lane \"é作🙂\" { y = 1; }") == ["3:14: \"y\" is not declared"])
  }
}

/// The errors of a model, or none.
func modelErrors(of text: String) -> [ModelError] {
  do throws(ModelErrors) {
    _ = try Model(SourceText(name: "test.race", text))
    return []
  } catch { return error.errors }
}

/// The errors of a model as `line:column: message`.
func errors(of text: String) -> [String] {
  modelErrors(of: text).map { "\($0.line):\($0.column): \($0.message)" }
}
