/// Everything that a key can ask of the player.
public enum Command: String, CaseIterable, Hashable, Sendable {
  case stepForward, stepBack, pageForward, pageBack, first, last
  case playPause, faster, slower, normalSpeed
  case nextChange, previousChange, nextPlace, previousPlace
  case nextInLeftLane, previousInLeftLane, nextInRightLane, previousInRightLane
  case nextRemark, previousRemark, nextVerdict, previousVerdict
  case searchForward, searchBack, searchAgain, searchAgainReversed
  case setMark, goToMark, goTo
  case toggleFold, toggleAllFolds, chooseFocus, showInformation, showVerdicts
  case help, reload, redraw, quit

  /// A group of commands in the help.
  public enum Section: String, CaseIterable, Hashable, Sendable {
    case move = "Move"
    case play = "Play"
    case look = "Find"
    case page = "Pages and folds"
    case program = "Program"
  }

  /// Where it stands in the help.
  public var section: Section {
    switch self {
    case .stepForward, .stepBack, .pageForward, .pageBack, .first, .last, .goTo,
      .nextInLeftLane, .previousInLeftLane, .nextInRightLane, .previousInRightLane:
      .move
    case .playPause, .faster, .slower, .normalSpeed: .play
    case .nextChange, .previousChange, .nextPlace, .previousPlace, .nextRemark, .previousRemark,
      .nextVerdict, .previousVerdict, .searchForward, .searchBack, .searchAgain,
      .searchAgainReversed, .setMark, .goToMark:
      .look
    case .toggleFold, .toggleAllFolds, .chooseFocus, .showInformation, .showVerdicts: .page
    case .help, .reload, .redraw, .quit: .program
    }
  }

  /// What it does, for the help.
  public var help: String {
    switch self {
    case .stepForward: "One row forward (5l: five)"
    case .stepBack: "One row back"
    case .pageForward: "A screenful forward"
    case .pageBack: "A screenful back"
    case .first: "To the start"
    case .last: "To the end; 42G: to step 42; 50%: to the middle"
    case .playPause: "Play or pause"
    case .faster: "Play faster"
    case .slower: "Play slower"
    case .normalSpeed: "Play at normal speed"
    case .nextChange: "Next change of the chosen place"
    case .previousChange: "Previous change of the chosen place"
    case .nextPlace: "Choose the next place"
    case .previousPlace: "Choose the previous place"
    case .nextInLeftLane: "Next event of the left lane"
    case .previousInLeftLane: "Previous event of the left lane"
    case .nextInRightLane: "Next event of the right lane"
    case .previousInRightLane: "Previous event of the right lane"
    case .nextRemark: "Next remark about order, doubt or loss"
    case .previousRemark: "Previous remark"
    case .nextVerdict: "Next episode in which data is lost"
    case .previousVerdict: "Previous one"
    case .searchForward: "Search forward for text"
    case .searchBack: "Search back for text"
    case .searchAgain: "Search again"
    case .searchAgainReversed: "Search again, the other way"
    case .setMark: "m and a letter: mark this step"
    case .goToMark: "' and a letter: go to the mark, and tell the time between"
    case .goTo: "Go to a step (42), a share (50%) or a mark ('a)"
    case .toggleFold: "Open or close the folded events here"
    case .toggleAllFolds: "Open or close all folds"
    case .chooseFocus: "Choose the page to look at"
    case .showInformation: "Where this comes from, unknown events, clock"
    case .showVerdicts: "What each episode proves"
    case .help: "This page"
    case .reload: "Read the file again"
    case .redraw: "Draw the screen again"
    case .quit: "Leave"
    }
  }
}
