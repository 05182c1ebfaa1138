curl "$TOLLGATE_URL/api/v1/models" \
  -H "Authorization: Bearer $TOLLGATE_API_KEY"
