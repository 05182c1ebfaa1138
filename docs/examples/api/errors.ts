import OpenAI, { APIError } from 'openai'

const tollgate = new OpenAI({
  baseURL: `${process.env.TOLLGATE_URL}/api/v1`,
  apiKey: process.env.TOLLGATE_API_KEY,
})

try {
  await tollgate.chat.completions.create({
    model: 'gpt-5-mini',
    messages: [{ role: 'user', content: 'Write 40 words about lighthouses.' }],
  })
} catch (error) {
  if (!(error instanceof APIError) || error.status !== 402) throw error
  const { price, balance, topUpUrl } = error.error as Record<string, unknown>
  console.log(`Needs ${price} micro-credits, there are ${balance}: ${topUpUrl}`)
}
