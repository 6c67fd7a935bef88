import type { CraftedAdvert } from './crafted-advert.js'
import { v2Adverts } from './v2-adverts.js'
import { v3Adverts } from './v3-adverts.js'

export const craftedAdverts: readonly CraftedAdvert[] = [...v2Adverts, ...v3Adverts]
