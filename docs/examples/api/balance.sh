curl "$TOLLGATE_URL/api/v1/balance" \
  -H "Authorization: Bearer $TOLLGATE_API_KEY"
