extension Description {
  static let lists = #"""
    "/v1/recommendations":{"post":{"operationId":"recommend","tags":["lists"],
      "summary":"A list for anybody, under any rules.",\#(body("RecommendationRequest")),
      "responses":{\#(answer("RecommendationAnswer", "The list, best first.")),\#(faults),\#(bodyFaults),
        "409":{"$ref":"#/components/responses/Conflict"},\#(notFound)}}},
    "/v1/users/{user}/recommendations":{"get":{"operationId":"recommendToUser","tags":["lists"],
      "summary":"A list for a user; an unknown one is a stranger.",
      \#(parameters("user", "n", "offset", "pipeline", "filter", "includeSeen", "explain")),
      "responses":{\#(answer("RecommendationAnswer", "The list, best first.")),\#(faults),\#(notFound),
        \#(unprocessable)}}},
    "/v1/users/{user}/neighbours":{"get":{"operationId":"userNeighbours","tags":["lists"],
      "summary":"Users with the most similar histories.",\#(parameters("user", "n", "offset")),
      "responses":{\#(answer("ScoredUsers", "The users, most similar first.")),\#(faults),\#(notFound)}}},
    "/v1/items/{item}/similar":{"get":{"operationId":"similarItems","tags":["lists"],
      "summary":"The items most similar to an item.",\#(parameters("item", "n", "offset", "category")),
      "responses":{\#(answer("ScoredItems", "The items, most similar first.")),\#(faults),\#(notFound)}}}
    """#

  static let catalogue = #"""
    "/v1/latest":{"get":{"operationId":"latest","tags":["lists"],"summary":"The newest items.",
      \#(parameters("n", "offset", "categories", "ofUser")),
      "responses":{\#(answer("ScoredItems", "The items, newest first; scores are Unix seconds.")),\#(faults)}}},
    "/v1/trending":{"get":{"operationId":"trending","tags":["lists"],"summary":"What is consumed most at present.",
      \#(parameters("n", "offset", "categories", "ofUser")),
      "responses":{\#(answer("ScoredItems", "The items; scores are decayed numbers of events.")),\#(faults)}}}
    """#

  static let events = #"""
    "/v1/events":{"post":{"operationId":"addEvents","tags":["events"],
      "summary":"Tells what happened: one event or many. An event with an id that was told before changes nothing.",
      \#(body("Events")),
      "responses":{\#(answer("Results", "What became of each event.")),\#(faults),\#(bodyFaults)}}},
    "/v1/feedback":{"get":{"operationId":"listFeedback","tags":["events"],
      "summary":"What users have said of items: events added up by kind, user and item.",
      \#(parameters("byKind", "byUser", "byItem", "pageSize", "cursor")),
      "responses":{\#(answer("FeedbackPage", "A page.")),\#(faults),\#(unprocessable)}},
    "delete":{"operationId":"removeFeedback","tags":["events"],
      "summary":"Takes back what a user has said of an item, of one kind or of all.",
      \#(parameters("theUser", "theItem", "byKind")),
      "responses":{\#(answer("Changed", "How many records it affected.")),\#(faults),\#(unprocessable)}}}
    """#

  static let users = record(
    "user", "User", "eraseUser", "Erases a person: the user and all their events, for good.")
  static let items = record("item", "Item", "removeItem", "Takes an item and all events with it away.")

  /// The paths of users and of items, which have the same operations.
  private static func record(_ one: String, _ schema: String, _ removal: String, _ summary: String) -> String
  {
    #"""
    "/v1/\#(one)s":{"get":{"operationId":"list\#(schema)s","tags":["\#(one)s"],
      "summary":"All \#(one)s in the order of their ids as bytes.",\#(parameters("pageSize", "cursor")),
      "responses":{\#(answer("\(schema)Page", "A page.")),\#(faults),\#(unprocessable)}},
    "post":{"operationId":"put\#(schema)s","tags":["\#(one)s"],"summary":"Sets many \#(one)s.",
      \#(body("\(schema)s")),
      "responses":{\#(answer("Results", "What became of each.")),\#(faults),\#(bodyFaults)}}},
    "/v1/\#(one)s/{\#(one)}":{"get":{"operationId":"get\#(schema)","tags":["\#(one)s"],
      "summary":"One \#(one).",\#(parameters(one)),
      "responses":{\#(answer("\(schema)Answer", "The \(one).")),\#(faults),\#(notFound)}},
    "put":{"operationId":"put\#(schema)","tags":["\#(one)s"],"summary":"Sets one \#(one), a new one or a known one.",
      \#(parameters(one)),\#(body("\(schema)Body")),
      "responses":{\#(answer("Changed", "How many records it affected.")),\#(faults),\#(bodyFaults)}},
    "patch":{"operationId":"patch\#(schema)","tags":["\#(one)s"],
      "summary":"Changes parts of one \#(one); what is missing stays.",\#(parameters(one)),
      \#(body("\(schema)Patch")),
      "responses":{\#(answer("Changed", "How many records it affected.")),\#(faults),\#(bodyFaults),\#(notFound)}},
    "delete":{"operationId":"\#(removal)","tags":["\#(one)s"],"summary":"\#(summary)",\#(parameters(one)),
      "responses":{\#(answer("Changed", "How many records it affected.")),\#(faults),\#(notFound),
        \#(unprocessable)}}}
    """#
  }

  static let models = #"""
    "/v1/models":{"get":{"operationId":"listModels","tags":["models"],"summary":"The versions that are kept.",
      "responses":{\#(answer("Models", "The versions, newest first.")),\#(faults)}}},
    "/v1/models/deploy":{"post":{"operationId":"deployModel","tags":["models"],"summary":"Lets a version answer.",
      \#(body("Deployment")),
      "responses":{\#(answer("Reflection", "It answers.")),\#(faults),\#(bodyFaults),\#(notFound),
        "409":{"$ref":"#/components/responses/Conflict"}}}},
    "/v1/models/rollback":{"post":{"operationId":"rollBackModel","tags":["models"],
      "summary":"Lets the version answer that answered before the present one.",
      "responses":{\#(answer("Reflection", "It answers.")),\#(faults),
        "409":{"$ref":"#/components/responses/Conflict"}}}},
    "/v1/models/train":{"post":{"operationId":"trainModel","tags":["models"],
      "summary":"Starts to train a new version, and does not wait for it.",
      "responses":{\#(answer("Reflection", "The training was started.")),\#(faults),
        "409":{"$ref":"#/components/responses/Conflict"}}}}
    """#

  static let operations = #"""
    "/v1/status":{"get":{"operationId":"status","tags":["operations"],"summary":"What the server is doing.",
      "responses":{\#(answer("Status", "Its figures.")),\#(faults)}}},
    "/v1/backups":{"post":{"operationId":"backUp","tags":["operations"],
      "summary":"Writes a consistent copy of the store into the data directory.",\#(body("Backup")),
      "responses":{\#(answer("BackupAnswer", "It is written.")),\#(faults),\#(bodyFaults),
        "409":{"$ref":"#/components/responses/Conflict"}}}},
    "/health/live":{"get":{"operationId":"live","tags":["operations"],"security":[],
      "summary":"Whether the process answers at all.","responses":{\#(answer("Health", "It does."))}}},
    "/health/ready":{"get":{"operationId":"ready","tags":["operations"],"security":[],
      "summary":"Whether requests are answered.","responses":{\#(answer("Health", "They are.")),
        "503":{"description":"They are not, and why.",
          "content":{"application/json":{"schema":{"$ref":"#/components/schemas/Health"}}}}}}},
    "/metrics":{"get":{"operationId":"metrics","tags":["operations"],"summary":"Figures for Prometheus.",
      "responses":{"200":{"description":"The figures.","content":{"text/plain":{"schema":{"type":"string"}}}},
        \#(faults)}}},
    "/openapi.json":{"get":{"operationId":"description","tags":["operations"],"security":[],
      "summary":"This document.",
      "responses":{"200":{"description":"It.","content":{"application/json":{"schema":{"type":"object"}}}},
        "429":{"$ref":"#/components/responses/TooManyRequests"},
        "503":{"$ref":"#/components/responses/Unavailable"}}}}
    """#
}
