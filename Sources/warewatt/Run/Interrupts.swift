// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import LinearProgramming

/// Interrupt and termination signals end the run with the best plan so far; a second one ends it at once.
enum Interrupts {
  static let cancellation = Cancellation()

  static func install() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        if Interrupts.cancellation.isCancelled { _exit(128 + number) }
        Interrupts.cancellation.cancel()
      }
    }
  }
}
