/**
 * What an instance last asked of a port. Only the first answer to the last request counts: an answer
 * to an older one is void.
 */
export class Request {
  #number = 0
  #isPending = false

  get isPending(): boolean {
    return this.#isPending
  }

  /** A new request; returns what its answer is to be given to. */
  begin<Outcome>(answered: (outcome: Outcome) => void): (outcome: Outcome) => void {
    const number = (this.#number += 1)
    this.#isPending = true
    return (outcome) => {
      if (this.#number !== number || !this.#isPending) return
      this.#isPending = false
      answered(outcome)
    }
  }
}
