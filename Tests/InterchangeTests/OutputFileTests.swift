// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@testable import Interchange

/// A folder of its own for each test.
private final class Folder {
  let path = NSTemporaryDirectory() + "warewatt-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
  var contents: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
  func text(_ name: String) -> String? {
    FileManager.default.contents(atPath: self(name)).map { String(decoding: $0, as: UTF8.self) }
  }
}

@Suite("Output and input files")
struct OutputFileTests {
  @Test("A file is written whole, over what was there, and nothing else is left")
  func whole() throws {
    let folder = try Folder()
    let file = try OutputFile(folder("plan.json"))
    #expect(folder.contents == [])
    for text in ["first, and longer", "second"] {
      try file.write(text)
      #expect(folder.text("plan.json") == text)
      #expect(folder.contents == ["plan.json"])
    }
  }

  @Test("A link stays a link, even one that leads nowhere yet", arguments: [true, false])
  func links(exists: Bool) throws {
    let folder = try Folder()
    if exists { try "old".write(toFile: folder("target"), atomically: false, encoding: .utf8) }
    try FileManager.default.createSymbolicLink(atPath: folder("link"), withDestinationPath: "target")
    try OutputFile(folder("link")).write("new")
    #expect(folder.text("target") == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder("link")) == "target")
    #expect(folder.contents == ["link", "target"])
  }

  @Test("What cannot be written is refused before any work is done")
  func refusals() throws {
    let folder = try Folder()
    for (path, words) in [
      (folder.path, "it is a folder"), (folder("none/plan.json"), "its folder does not exist"),
      ("", "name is empty"),
      (folder(String(repeating: "a", count: 300)), "too long"),
    ] {
      do {
        _ = try OutputFile(path)
        Issue.record("\(path) was taken")
      } catch { #expect(error.description.contains(words), "\(error)") }
    }
    #expect(folder.contents == [])
  }

  @Test(
    "A full disk is an error, and the device stays a device",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDisk() throws {
    let file = try OutputFile("/dev/full")
    #expect(!file.isRegular)
    #expect(throws: UnwritableFile.self) { try file.write("x") }
    let type = try FileManager.default.attributesOfItem(atPath: "/dev/full")[.type] as? FileAttributeType
    #expect(type == .typeCharacterSpecial)
  }

  @Test("A file is known under its other names")
  func sameFile() throws {
    let folder = try Folder()
    let file = try OutputFile(folder("a.json"))
    try file.write("x")
    try FileManager.default.createSymbolicLink(atPath: folder("link"), withDestinationPath: "a.json")
    #expect(file.isSame(as: folder("./a.json")))
    #expect(try OutputFile(folder("link")).isSame(as: folder("a.json")))
    #expect(!file.isSame(as: folder("b.json")))
    #expect(!file.isSame(as: "-"))
  }

  @Test(
    "Names in a file are relative to it, and - is a name there",
    arguments: [
      ("s.csv", "dir/x.json", "dir/s.csv"), ("../s.csv", "dir/x.json", "dir/../s.csv"),
      ("/s.csv", "dir/x.json", "/s.csv"),
      ("s.csv", "x.json", "s.csv"), ("s.csv", "-", "s.csv"), ("-", "x.json", "./-"),
      ("-", "dir/x.json", "dir/-"),
      ("-", "-", "./-"),
    ])
  func resolving(path: String, file: String, expected: String) {
    #expect(InputFile.resolve(path, besides: file) == expected)
  }

  @Test("A file that is not there or not a file is named, with the file that names it")
  func unreadable() throws {
    let folder = try Folder()
    for (path, words) in [("none.csv", "no such file"), (".", "a folder"), ("a\u{0}b", "no such file")] {
      do {
        _ = try InputReader().read(path, namedBy: folder("x.json"))
        Issue.record("\(path) was read")
      } catch {
        #expect(error.description.contains(words))
        #expect(error.description.contains("which \(folder("x.json")) names"))
      }
    }
  }

  @Test("The digest is that of all files read, in their order")
  func digest() throws {
    let folder = try Folder()
    try OutputFile(folder("a")).write("a")
    try OutputFile(folder("b")).write("bc")
    let reader = InputReader()
    #expect(try reader.read(folder("a")) == Array("a".utf8))
    _ = try reader.read("b", namedBy: folder("a"))
    #expect(reader.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
