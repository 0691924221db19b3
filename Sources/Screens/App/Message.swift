public import Cells
public import RaceTrace

/// What can happen to the player.
public enum Message: Sendable {
  /// The terminal has something to tell.
  case terminal(TerminalEvent)
  /// More of the source has been read: a share of it from 0 to 1.
  case progress(Double)
  /// The whole source has been read.
  case loaded(Timeline)
  /// The model has been run again, for another choice or from files that were read anew.
  case replaced(Timeline, Lesson?)
  /// What every interleaving comes to without each switch.
  case mutations([MutationRow])
  /// All schedules that begin as was asked.
  case map(ScheduleMap)
  /// A live source has come further.
  case live(LiveStatus)
  /// What a live source has by now, laid out.
  case grown(PreparedView)
  /// A run that was asked for, and what was asked.
  case performed(Timeline, Lesson, Plan)
  /// The run to compare with.
  case compared(Timeline, Lesson)
  /// A line for the user, until the next key.
  case told(String)
  /// The schedule was saved there, and beside it the model, unless it was there already.
  case saved(path: String, model: String?)
  /// The schedule was not saved: there is such a file.
  case fileExists(SaveRequest)
  /// Reading went wrong; what was read so far stays.
  case failed(String)
}

/// What the player asks of whoever runs it.
public enum Effect: Hashable, Sendable {
  /// Nothing but a new frame.
  case none
  /// Paint every cell anew.
  case redraw
  /// Read the source again and answer with ``Message/loaded(_:)`` or, where there is a lesson, with
  /// ``Message/replaced(_:_:)``.
  case reload
  /// Run the same schedule again with these settings, which are all that differs from the scenario
  /// as it is written, and answer with ``Message/replaced(_:_:)``.
  case rerun([Variation.Setting])
  /// Run that and answer with ``Message/performed(_:_:_:)``.
  case perform(Plan)
  /// Run the schedule, or the plan's, with these settings and answer with
  /// ``Message/compared(_:_:)``.
  case compare([Variation.Setting], Plan?)
  /// Write a scenario and answer with ``Message/saved(path:model:)`` or ``Message/fileExists(_:)``.
  case save(SaveRequest)
  /// Explore the model with these settings without each of its switches, and answer with
  /// ``Message/mutations(_:)``.
  case mutate([Variation.Setting])
  /// Answer with ``Message/map(_:)``: the schedules of the model with these settings that begin with
  /// `prefix`, in at most `columns` cells.
  case map([Variation.Setting], prefix: String, columns: Int)
  /// End, and say why to the shell: nil for a wish of the user, else the signal.
  case quit(signal: Int32?)
}
