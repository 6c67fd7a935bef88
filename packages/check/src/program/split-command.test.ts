import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitCommand } from './split-command.js'

// The expected words are what keepalived 2.2.7 passed to a script that printed its arguments.
describe('splitCommand', () => {
  test.each([
    ['/bin/check', ['/bin/check']],
    ['  /bin/check \t a   b ', ['/bin/check', 'a', 'b']],
    ["/bin/check 'a b' cd", ['/bin/check', 'a b', 'cd']],
    [`/bin/check 'one'"two"three ""`, ['/bin/check', 'onetwothree', '']],
    [`/bin/check a'b c'd a"b c"d`, ['/bin/check', 'ab cd', 'ab cd']],
    [`/bin/check 'x"y' "x'y"`, ['/bin/check', 'x"y', "x'y"]],
    [String.raw`/bin/check a\ b "a\"b" \\`, ['/bin/check', 'a b', 'a"b', '\\']],
    [
      String.raw`/bin/check \x41 \101 \cA \n| \q 'in\x41'`,
      ['/bin/check', 'A', 'A', '\x01', '\n|', 'q', 'inA'],
    ],
    [
      '/bin/check $HOME *.txt ; echo hi | cat > /tmp/x',
      ['/bin/check', '$HOME', '*.txt', ';', 'echo', 'hi', '|', 'cat', '>', '/tmp/x'],
    ],
    ['/bin/check # hash ! bang', ['/bin/check', '#', 'hash', '!', 'bang']],
    ['', []],
    ["''", ['']],
  ])('%s', (line, words) => {
    expect(splitCommand(line)).toEqual({ ok: true, value: words })
  })

  test.each([
    ["/bin/check 'a b", "has a ' that is never closed"],
    ['/bin/check "', 'has a " that is never closed'],
    [String.raw`/bin/check 'a\'`, "has a ' that is never closed"],
    ['/bin/check \\', 'ends with a lone backslash'],
  ])('%s is refused', (line, error) => {
    expect(splitCommand(line)).toEqual({ ok: false, error })
  })

  test('any text is split or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => {
        expect(typeof splitCommand(line).ok).toBe('boolean')
      }),
    )
  })

  test('words in single quotes, quoted and escaped, come back', () => {
    const quoted = (word: string): string => `'${word.replaceAll(/[\\']/g, String.raw`\$&`)}'`
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (words) => {
        expect(splitCommand(words.map(quoted).join(' '))).toEqual({ ok: true, value: words })
      }),
    )
  })
})
