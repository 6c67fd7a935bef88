/** The patterns that no line matches, after the line that matched the one before. */
export function missingFrom(
  lines: readonly string[],
  patterns: readonly RegExp[],
): readonly RegExp[] {
  let from = 0
  return patterns.filter((pattern) => {
    const found = lines.findIndex((line, index) => index >= from && pattern.test(line))
    if (found >= 0) from = found + 1
    return found < 0
  })
}
