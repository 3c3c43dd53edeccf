extension Description {
  static let values = #"""
    "ID":{"type":"string","minLength":1,"maxLength":128,"pattern":"^[^/\\u0000-\\u001f\\u007f-\\u009f]+$"},
    "Name":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z0-9_-][A-Za-z0-9._-]*$"},
    "Rule":{"type":"string","minLength":1,"maxLength":2000,"pattern":"^[^\\u0000]+$",
      "description":"A rule over items: `genre in [\"drama\"] and year >= 2010`."},
    "Comment":{"type":"string","maxLength":2000,"pattern":"^[^\\u0000]*$","default":"",
      "description":"A remark; often the title of an item."},
    "Labels":{"description":"Anything: any JSON up to 1 MiB, nested at most 30 deep. Rules read it by name."},
    "Time":{"type":"integer","minimum":-8640000000000000,"maximum":8640000000000000,
      "description":"Milliseconds since 1970-01-01T00:00:00Z."},
    "Sequence":{"type":"integer","minimum":0,"maximum":9007199254740991},
    "Version":{"type":["string","null"],"description":"The version of the model; null while there is none."},
    "Score":{"type":["number","null"]},
    "Value":{"type":"number","minimum":-1000000000,"maximum":1000000000,"default":1,
      "description":"A rating, a count or another strength."}
    """#

  static let records = #"""
    "Event":{"type":"object","additionalProperties":false,"required":["user","item","kind"],"properties":{
      "user":{"$ref":"#/components/schemas/ID"},"item":{"$ref":"#/components/schemas/ID"},
      "kind":{"$ref":"#/components/schemas/ID"},"value":{"$ref":"#/components/schemas/Value"},
      "time":{"$ref":"#/components/schemas/Time"},
      "id":{"$ref":"#/components/schemas/ID"},
      "completion":{"type":"number","minimum":0,"maximum":1,"description":"The share that was watched or read."},
      "dwell":{"type":"number","minimum":0,"maximum":1000000000,"description":"Seconds spent."},
      "intent":{"type":"number","minimum":0,"maximum":1,"description":"How far they came of their own accord."},
      "labels":{"$ref":"#/components/schemas/Labels"},"comment":{"$ref":"#/components/schemas/Comment"},
      "replaces":{"type":"boolean","default":false,
        "description":"Whether it takes the place of all earlier events of its kind, user and item."}}},
    "Events":{"oneOf":[{"$ref":"#/components/schemas/Event"},
      {"type":"array","minItems":1,"maxItems":1000,"items":{"$ref":"#/components/schemas/Event"}}]},
    "User":{"type":"object","additionalProperties":false,"required":["id"],"properties":{
      "id":{"$ref":"#/components/schemas/ID"},"labels":{"$ref":"#/components/schemas/Labels"},
      "comment":{"$ref":"#/components/schemas/Comment"}}},
    "Users":{"type":"array","minItems":1,"maxItems":1000,"items":{"$ref":"#/components/schemas/User"}},
    "UserBody":{"type":"object","additionalProperties":false,"properties":{
      "labels":{"$ref":"#/components/schemas/Labels"},"comment":{"$ref":"#/components/schemas/Comment"}}},
    "UserPatch":{"$ref":"#/components/schemas/UserBody"},
    "Categories":{"type":"array","maxItems":64,"items":{"$ref":"#/components/schemas/ID"}},
    "Item":{"type":"object","additionalProperties":false,"required":["id"],"properties":{
      "id":{"$ref":"#/components/schemas/ID"},"hidden":{"type":"boolean","default":false},
      "categories":{"$ref":"#/components/schemas/Categories"},"time":{"$ref":"#/components/schemas/Time"},
      "labels":{"$ref":"#/components/schemas/Labels"},"comment":{"$ref":"#/components/schemas/Comment"}}},
    "Items":{"type":"array","minItems":1,"maxItems":1000,"items":{"$ref":"#/components/schemas/Item"}},
    "ItemBody":{"type":"object","additionalProperties":false,"properties":{
      "hidden":{"type":"boolean","default":false},"categories":{"$ref":"#/components/schemas/Categories"},
      "time":{"$ref":"#/components/schemas/Time"},"labels":{"$ref":"#/components/schemas/Labels"},
      "comment":{"$ref":"#/components/schemas/Comment"}}},
    "ItemPatch":{"type":"object","additionalProperties":false,"properties":{
      "hidden":{"type":"boolean"},"categories":{"$ref":"#/components/schemas/Categories"},
      "addCategory":{"$ref":"#/components/schemas/ID"},"removeCategory":{"$ref":"#/components/schemas/ID"},
      "time":{"$ref":"#/components/schemas/Time"},"labels":{"$ref":"#/components/schemas/Labels"},
      "comment":{"$ref":"#/components/schemas/Comment"}}},
    "StoredUser":{"type":"object","additionalProperties":false,"required":["id","labels","comment"],"properties":{
      "id":{"type":"string"},"labels":true,"comment":{"type":"string"}}},
    "StoredItem":{"type":"object","additionalProperties":false,
      "required":["id","hidden","categories","time","labels","comment"],"properties":{
      "id":{"type":"string"},"hidden":{"type":"boolean"},
      "categories":{"type":"array","items":{"type":"string"}},"time":{"type":["integer","null"]},
      "labels":true,"comment":{"type":"string"}}},
    "Feedback":{"type":"object","additionalProperties":false,
      "required":["kind","user","item","value","time","updated","labels","comment"],"properties":{
      "kind":{"type":"string"},"user":{"type":"string"},"item":{"type":"string"},
      "value":{"type":["number","null"]},"time":{"type":"integer"},"updated":{"type":"integer"},"labels":true,
      "comment":{"type":"string"}}}
    """#

  static let requests = #"""
    "RecommendationRequest":{"type":"object","additionalProperties":false,"properties":{
      "user":{"$ref":"#/components/schemas/ID"},
      "history":{"type":"array","maxItems":1000,"description":"What has happened, oldest first.","items":{
        "type":"object","additionalProperties":false,"required":["item"],"properties":{
        "item":{"$ref":"#/components/schemas/ID"},"kind":{"$ref":"#/components/schemas/ID"},
        "value":{"$ref":"#/components/schemas/Value"},"time":{"$ref":"#/components/schemas/Time"}}}},
      "count":{"type":"integer","minimum":1,"maximum":1000,"default":10},
      "offset":{"type":"integer","minimum":0,"maximum":10000,"default":0},
      "pipeline":{"$ref":"#/components/schemas/Name"},"filter":{"$ref":"#/components/schemas/Rule"},
      "candidates":{"type":"array","maxItems":10000,"items":{"$ref":"#/components/schemas/ID"}},
      "excluded":{"type":"array","maxItems":10000,"items":{"$ref":"#/components/schemas/ID"}},
      "includeSeen":{"type":"boolean","default":false},
      "pins":{"type":"array","maxItems":64,"items":{"type":"object","additionalProperties":false,
        "required":["item","place"],"properties":{"item":{"$ref":"#/components/schemas/ID"},
        "place":{"type":"integer","minimum":0,"maximum":999}}}},
      "boosts":{"type":"array","maxItems":64,"items":{"type":"object","additionalProperties":false,
        "required":["when","by"],"properties":{"when":{"$ref":"#/components/schemas/Rule"},
        "by":{"type":"number","minimum":-100,"maximum":100,"description":"In standard deviations."}}}},
      "quotas":{"type":"array","maxItems":64,"items":{"type":"object","additionalProperties":false,
        "required":["when"],"properties":{"when":{"$ref":"#/components/schemas/Rule"},
        "atLeast":{"type":"integer","minimum":0,"maximum":1000,"default":0},
        "atMost":{"type":"integer","minimum":0,"maximum":1000}}}},
      "variety":{"type":"number","minimum":0,"maximum":1},
      "explain":{"type":"boolean","default":false},
      "sequence":{"$ref":"#/components/schemas/Sequence","description":"The answer must reflect this change."},
      "seed":{"type":"integer","minimum":0,"maximum":9007199254740991},
      "time":{"$ref":"#/components/schemas/Time"}}},
    "Deployment":{"type":"object","additionalProperties":false,"required":["version"],"properties":{
      "version":{"$ref":"#/components/schemas/Name"}}},
    "Backup":{"type":"object","additionalProperties":false,"required":["name"],"properties":{
      "name":{"$ref":"#/components/schemas/Name"}}}
    """#

  /// An answer with the members that every answer has.
  private static func answerSchema(_ name: String, _ properties: String, _ required: [String]) -> String {
    let names = (required + ["model", "sequence"]).map { "\"\($0)\"" }.joined(separator: ",")
    let comma = properties.isEmpty ? "" : ","
    return #"""
      "\#(name)":{"type":"object","additionalProperties":false,"required":[\#(names)],"properties":{
        \#(properties)\#(comma)"model":{"$ref":"#/components/schemas/Version"},
        "sequence":{"$ref":"#/components/schemas/Sequence"}}}
      """#
  }

  private static func list(_ name: String, _ items: String) -> String {
    ##""\##(name)":{"type":"array","items":{"$ref":"#/components/schemas/\##(items)"}}"##
  }

  private static let next = #""next":{"type":["string","null"],"description":"The cursor of the next page."}"#

  static let answers = [
    answerSchema("Reflection", "", []),
    answerSchema("Changed", #""affected":{"type":"integer","minimum":0}"#, ["affected"]),
    answerSchema("ScoredItems", list("items", "ScoredID"), ["items"]),
    answerSchema("ScoredUsers", list("users", "ScoredID"), ["users"]),
    answerSchema("Results", list("results", "Result"), ["results"]),
    answerSchema("UserAnswer", ##""user":{"$ref":"#/components/schemas/StoredUser"}"##, ["user"]),
    answerSchema("ItemAnswer", ##""item":{"$ref":"#/components/schemas/StoredItem"}"##, ["item"]),
    answerSchema("UserPage", list("users", "StoredUser") + "," + next, ["users", "next"]),
    answerSchema("ItemPage", list("items", "StoredItem") + "," + next, ["items", "next"]),
    answerSchema("FeedbackPage", list("feedback", "Feedback") + "," + next, ["feedback", "next"]),
    answerSchema("Models", list("models", "Model"), ["models"]),
    answerSchema("BackupAnswer", #""name":{"type":"string"}"#, ["name"]),
    answerSchema(
      "RecommendationAnswer",
      list("items", "Recommendation")
        + #","request":{"type":"string"},"pipeline":{"type":"string"},"unknown":{"type":"array","items":{"type":"string"}}"#,
      ["items", "request", "pipeline", "unknown"]),
    answerSchema(
      "Status",
      #""specification":{"type":["string","null"]},"fault":{"type":["string","null"]},"#
        + ["users", "items", "events", "waitingChanges", "waitingRequests"]
        .map { #""\#($0)":{"type":"integer","minimum":0}"# }.joined(separator: ","),
      ["specification", "fault", "users", "items", "events", "waitingChanges", "waitingRequests"]),
    #"""
    "ScoredID":{"type":"object","additionalProperties":false,"required":["id","score"],"properties":{
      "id":{"type":"string"},"score":{"$ref":"#/components/schemas/Score"}}},
    "Recommendation":{"type":"object","additionalProperties":false,"required":["id","score","source"],"properties":{
      "id":{"type":"string"},"score":{"$ref":"#/components/schemas/Score"},
      "source":{"type":"string","description":"The stage that brought the item."},
      "reasons":{"type":"array","description":"What in the history speaks for the item.",
        "items":{"$ref":"#/components/schemas/ScoredID"}}}},
    "Result":{"type":"object","additionalProperties":false,"required":["status"],"properties":{
      "status":{"enum":["stored","duplicate","refused"]},"sequence":{"$ref":"#/components/schemas/Sequence"},
      "code":{"type":"string"},"message":{"type":"string"}}},
    "Model":{"type":"object","additionalProperties":false,
      "required":["version","specification","created","deployed","metrics"],"properties":{
      "version":{"type":"string"},"specification":{"type":"string"},"created":{"type":"integer"},
      "deployed":{"type":"boolean"},"metrics":{"type":"object","additionalProperties":{"type":["number","null"]}}}},
    "Health":{"type":"object","additionalProperties":false,"required":["status"],"properties":{
      "status":{"type":"string"},"reason":{"type":"string"}}},
    "Fault":{"type":"object","additionalProperties":false,"required":["error"],"properties":{
      "error":{"type":"object","additionalProperties":false,"required":["code","message","part","request"],
      "properties":{"code":{"type":"string"},"message":{"type":"string"},
      "part":{"type":"string","description":"The part of the request at fault; empty for the whole."},
      "request":{"type":"string","description":"The name of the request, as in X-Request-ID."}}}}}
    """#,
  ].joined(separator: ",\n")
}
