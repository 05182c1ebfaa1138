curl "$TOLLGATE_URL/api/v1/images/generations" \
  -H "Authorization: Bearer $TOLLGATE_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{ "prompt": "A lighthouse at dusk, as a woodcut", "size": "1024x1024" }'
