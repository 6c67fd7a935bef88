/** What the counters of an instance should say (rule 158). */
export class Tally {
  received = 0
  goodbyesReceived = 0
  rejected = 0
  became = 0
  released = 0
  /** Packets of its own seen on the wire, each copy of an advert; goodbyes are among them. */
  advertsSeen = 0
  goodbyesSeen = 0
}
