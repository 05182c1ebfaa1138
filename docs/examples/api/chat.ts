import OpenAI from 'openai'

const tollgate = new OpenAI({
  baseURL: `${process.env.TOLLGATE_URL}/api/v1`,
  apiKey: process.env.TOLLGATE_API_KEY,
})

const answer = await tollgate.chat.completions.create({
  model: 'gpt-5-mini',
  messages: [{ role: 'user', content: 'Write 40 words about lighthouses.' }],
})

console.log(answer.choices[0]?.message.content)
