import OpenAI from 'openai'

const tollgate = new OpenAI({
  baseURL: `${process.env.TOLLGATE_URL}/api/v1`,
  apiKey: process.env.TOLLGATE_API_KEY,
})

// However often this is sent within 24 hours: one answer, charged once.
const answer = await tollgate.chat.completions.create(
  {
    model: 'gpt-5-mini',
    messages: [{ role: 'user', content: 'Write 40 words about lighthouses.' }],
  },
  { headers: { 'Idempotency-Key': 'summary-of-ticket-4711' } },
)

console.log(answer.choices[0]?.message.content)
