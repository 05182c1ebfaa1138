/**
 * Metering a feature, as the home page shows it: the function of docs/examples/metered-feature.ts, which the compiler
 * checks against the real ledger. A unit test compares the two.
 */
export const exampleCode = `export async function transcribe(user: User, requestId: string, recording: Recording) {
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
}`
