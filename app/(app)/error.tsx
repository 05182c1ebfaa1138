'use client'

import { Failure } from '@/components/layout/failure'

/** Inside the frame, so that the way to the other rooms stays. */
export default function RoomError({ error, retry }: { error: unknown; retry: () => void }) {
  return <Failure error={error} retry={retry} />
}
