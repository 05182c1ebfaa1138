import { metered } from '@/lib/metering'

export async function transcribe(user: User, requestId: string, recording: Recording) {
  const work = await metered(
    {
      user,
      operation: 'transcription',
      key: requestId,
      request: { recording: recording.id },
      worstCase: { units: recording.minutesAtMost },
    },
    async ({ signal, spent }) => {
      const { text, seconds } = await speechToText(recording, signal)
      await transcripts.save(user.id, requestId, text)
      spent({ units: Math.ceil(seconds / 60) })
      return text
    },
  )
  return work.outcome === 'done' ? work.result : transcripts.find(user.id, requestId)
}

type User = { id: string }
type Recording = { id: string; minutesAtMost: number }

declare function speechToText(
  recording: Recording,
  signal: AbortSignal,
): Promise<{ text: string; seconds: number }>

declare const transcripts: {
  save(userId: string, requestId: string, text: string): Promise<void>
  find(userId: string, requestId: string): Promise<string | null>
}
