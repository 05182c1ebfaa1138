import OpenAI from 'openai'

const tollgate = new OpenAI({
  baseURL: `${process.env.TOLLGATE_URL}/api/v1`,
  apiKey: process.env.TOLLGATE_API_KEY,
})

const stream = await tollgate.chat.completions.create({
  model: 'gpt-5-mini',
  stream: true,
  stream_options: { include_usage: true },
  messages: [{ role: 'user', content: 'Write 40 words about lighthouses.' }],
})

for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? '')
  if (chunk.usage) console.log(`\n${chunk.usage.total_tokens} tokens`)
}
