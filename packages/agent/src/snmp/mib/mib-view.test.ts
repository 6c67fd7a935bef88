import { expect, test } from 'vitest'
import { integer } from '../value.js'
import { MibView, row, scalar } from './mib-view.js'

const table = [1, 3, 2]
const view = new MibView([
  ...row(table, [4, 51], { 2: integer(1), 3: integer(2) }),
  ...row(table, [4, 7], { 2: integer(3), 3: integer(4) }),
  scalar([1, 3, 1], integer(5)),
])

test.each([
  [[1, 3, 1, 0], { kind: 'integer', value: 5 }],
  [[1, 3, 2, 2, 4, 51], { kind: 'integer', value: 1 }],
  // Before, between and behind the rows of a column, and the column itself.
  [[1, 3, 2, 2, 4, 6], { kind: 'noSuchInstance' }],
  [[1, 3, 2, 2, 4, 8], { kind: 'noSuchInstance' }],
  [[1, 3, 2, 2, 4, 99], { kind: 'noSuchInstance' }],
  [[1, 3, 2, 3, 9], { kind: 'noSuchInstance' }],
  [[1, 3, 2, 3], { kind: 'noSuchInstance' }],
  [[1, 3, 1], { kind: 'noSuchInstance' }],
  [[1, 3, 1, 7], { kind: 'noSuchInstance' }],
  // Other columns, and what is no column.
  [[1, 3, 2, 1, 4, 51], { kind: 'noSuchObject' }],
  [[1, 3, 2, 4, 4, 51], { kind: 'noSuchObject' }],
  [[1, 3, 2], { kind: 'noSuchObject' }],
  [[1, 3], { kind: 'noSuchObject' }],
  [[9], { kind: 'noSuchObject' }],
])('get %j', (id, value) => {
  expect(view.get(id)).toEqual({ id, value })
})

test('to say that there is nothing, it looks at its neighbours alone', () => {
  let looks = 0
  const column = [1, 3, 2, 2]
  const many = new MibView(
    Array.from({ length: 10_000 }, (_, at) => ({
      get object() {
        looks++
        return column
      },
      id: [...column, at],
      value: integer(at),
    })),
  )
  expect(many.get([1, 9]).value.kind).toBe('noSuchObject')
  expect(many.get([1, 3, 2, 2, 99_999]).value.kind).toBe('noSuchInstance')
  expect(looks).toBeLessThanOrEqual(4)
})
