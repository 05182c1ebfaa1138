'use client'

import { Answer } from './answer'
import { Room, type RoomProps } from './room'

/** The room of a chat with answers in it, which the server draws: what draws them comes with the page. */
export function KeptRoom(props: Omit<RoomProps, 'Answer'>) {
  return <Room {...props} Answer={Answer} />
}
