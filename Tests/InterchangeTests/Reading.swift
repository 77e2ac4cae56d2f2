// SPDX-License-Identifier: GPL-3.0-or-later

import Interchange

/// A document of a text.
func document(_ text: String, currency: String? = nil) throws(DataError) -> JSONDocument {
  try JSONDocument(parsing: Array(text.utf8), file: "x.json", currency: currency)
}

/// The message of the error that a text's parsing throws; empty where it throws none.
func refusal(_ text: String) -> String {
  do {
    _ = try document(text)
    return ""
  } catch { return error.description }
}
