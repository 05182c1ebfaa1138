curl --no-buffer "$TOLLGATE_URL/api/v1/chat/completions" \
  -H "Authorization: Bearer $TOLLGATE_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "model": "gpt-5-mini",
    "stream": true,
    "stream_options": { "include_usage": true },
    "messages": [{ "role": "user", "content": "Write 40 words about lighthouses." }]
  }'
