import { describe, expect, it } from 'vitest'
import { PendingRequests } from './pending-requests.js'

describe('PendingRequests', () => {
  it('asks again until it is answered', async () => {
    const requests = new PendingRequests<string>(51120, 10_000)
    const asked: number[] = []
    const answer = await requests.request((id) => {
      asked.push(id)
      if (asked.length === 3) requests.answer(id, 'here')
    })
    expect(answer).toBe('here')
    expect(asked).toEqual([1, 1, 1])
  })

  it('ignores answers to other requests', async () => {
    const requests = new PendingRequests<string>(51120, 10_000)
    const first = requests.request(() => undefined)
    const second = requests.request(() => undefined)
    requests.answer(3, 'to nobody')
    requests.answer(2, 'to the second')
    requests.answer(1, 'to the first')
    requests.answer(1, 'again')
    expect(await first).toBe('to the first')
    expect(await second).toBe('to the second')
  })

  it('says what to do when nobody answers', async () => {
    const requests = new PendingRequests<string>(51120, 20)
    await expect(requests.request(() => undefined)).rejects.toMatchObject({
      code: 'ERR_HOLDFAST_TRANSPORT',
      message:
        'no hub answers at 127.0.0.1:51120 (waited 20 ms); start one with ' +
        '"npx holdfast-segment --port 51120" or startSegment({ port: 51120 })',
    })
  })

  it('rejects what waits and what comes after it was closed', async () => {
    const requests = new PendingRequests<string>(51120, 10_000)
    const waiting = expect(requests.request(() => undefined)).rejects.toThrow('closed on purpose')
    requests.close(new Error('closed on purpose'))
    await waiting
    await expect(requests.request(() => undefined)).rejects.toThrow('closed on purpose')
  })
})
