import { flag, header, lines, word } from '@holdfast/core/config'
import type { BlockDefinition } from '@holdfast/core/config'
import type { SyncGroupBlock, TrackGroupBlock } from './model.js'
import { bfdReason, notDone, obsolete } from './noted.js'
import { notifyFields } from './notify-fields.js'
import { trackingFields } from './tracking-fields.js'

/** `vrrp_sync_group NAME { ... }`. */
export const syncGroupBlock: BlockDefinition<SyncGroupBlock> = {
  title: 'vrrp_sync_group',
  fields: {
    name: header(word('NAME')),
    members: lines('group', word('INSTANCE')),
    syncGroupTrackingWeight: flag({ sync_group_tracking_weight: true }),
    ...trackingFields,
    ...notifyFields,
  },
  noted: {
    global_tracking: obsolete(
      'every member of a group feels the trackers of the others anyway',
      'leave it out, or track in the group itself',
    ),
    track_bfd: notDone(bfdReason, 'use a `vrrp_script` that asks for the state of the session'),
  },
}

/** `track_group NAME { ... }`. */
export const trackGroupBlock: BlockDefinition<TrackGroupBlock> = {
  title: 'track_group',
  fields: {
    name: header(word('NAME')),
    members: lines('group', word('INSTANCE')),
  },
}
