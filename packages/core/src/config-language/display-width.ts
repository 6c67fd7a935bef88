// Blocks of East Asian wide and full-width characters (Unicode TR 11), as coarse as a caret needs.
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
]
const combining = /^[\p{Mn}\p{Me}\p{Cf}]$/u

/** How many cells of a terminal the text takes; a tab must have been replaced before. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += widthOf(character)
  return width
}

function widthOf(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x300) return 1
  if (combining.test(character)) return 0
  return wide.some(([from, to]) => code >= from && code <= to) ? 2 : 1
}
