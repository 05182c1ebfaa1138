/**
 * Metering a feature, as the home page shows it: the function of docs/examples/metered-feature.ts, which the compiler
 * checks against the real ledger. A unit test compares the two.
 */
export const exampleCode = `export async function transcribe(userId: string, requestId: string, audio: Blob) {
  const key = { userId, operationKey: \`transcribe:\${requestId}\` }
  const minutes = Math.ceil(audio.size / 1_000_000)
  const { outcome } = await reserve(db(), {
    ...key,
    requestHash: \`\${audio.size}\`,
    amount: credits(minutes * 2),
    ttlSeconds: 300,
  })
  if (outcome !== 'held') throw new AppError('insufficient_credits', 'Nothing was charged.')
  try {
    const { text, seconds } = await speechToText(audio)
    await settle(db(), { ...key, actual: credits(Math.ceil(seconds / 30)) })
    return text
  } catch (error) {
    await release(db(), key)
    throw error
  }
}`
