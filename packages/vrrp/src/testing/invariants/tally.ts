/** What the counters of an instance should say (rule 158). */
export class Tally {
  received = 0
  goodbyesReceived = 0
  rejected = 0
  became = 0
  released = 0
  /** Packets of its own seen on the wire: copies of adverts, of goodbyes among them, and GARP or NA. */
  advertsSeen = 0
  goodbyesSeen = 0
  announcementsSeen = 0
}
