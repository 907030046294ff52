package dev.sekisho.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What an exception says, in words that a person can use. */
final class Cause {
  private Cause() {}

  static String of(Exception e) {
    String message = e.getMessage();
    String text =
        switch (e) {
          case AccessDeniedException denied -> "Permission denied";
          case NoSuchFileException none -> "No such file or directory";
          case FileAlreadyExistsException exists -> exists.getFile() + " is not a directory";
          case FileSystemException other when other.getReason() != null -> other.getReason();
          default -> message;
        };
    return text == null ? e.getClass().getSimpleName() : text;
  }
}
