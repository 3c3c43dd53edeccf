extension Description {
  /// What every operation that needs a key may answer beside its own.
  static let faults = #"""
    "400":{"$ref":"#/components/responses/Invalid"},"401":{"$ref":"#/components/responses/Unauthorized"},
      "403":{"$ref":"#/components/responses/Forbidden"},"405":{"$ref":"#/components/responses/MethodNotAllowed"},
      "429":{"$ref":"#/components/responses/TooManyRequests"},"500":{"$ref":"#/components/responses/Internal"},
      "503":{"$ref":"#/components/responses/Unavailable"}
    """#

  /// What an operation with a body may answer beside that.
  static let bodyFaults = #"""
    "408":{"$ref":"#/components/responses/Timeout"},"413":{"$ref":"#/components/responses/TooLarge"},
      "415":{"$ref":"#/components/responses/UnsupportedMediaType"},\#(unprocessable)
    """#

  static let unprocessable = ##""422":{"$ref":"#/components/responses/Unprocessable"}"##
  static let notFound = ##""404":{"$ref":"#/components/responses/NotFound"}"##

  /// An answer of status 200 of a certain sort.
  static func answer(_ schema: String, _ description: String) -> String {
    ##""200":{"description":"\##(description)","content":{"application/json":{"schema":{"$ref":"#/components/schemas/\##(schema)"}}}}"##
  }

  /// A body of a certain sort.
  static func body(_ schema: String) -> String {
    ##""requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/\##(schema)"}}}}"##
  }

  /// References to parameters.
  static func parameters(_ names: String...) -> String {
    let references = names.map { ##"{"$ref":"#/components/parameters/\##($0)"}"## }
    return "\"parameters\":[\(references.joined(separator: ","))]"
  }

  static let parameters = #"""
    {"user":{"name":"user","in":"path","required":true,"schema":{"$ref":"#/components/schemas/ID"}},
    "item":{"name":"item","in":"path","required":true,"schema":{"$ref":"#/components/schemas/ID"}},
    "n":{"name":"n","in":"query","description":"How many.",
      "schema":{"type":"integer","minimum":1,"maximum":1000,"default":10}},
    "pageSize":{"name":"n","in":"query","description":"How many on a page.",
      "schema":{"type":"integer","minimum":1,"maximum":1000,"default":100}},
    "offset":{"name":"offset","in":"query","description":"How many of the best are left out.",
      "schema":{"type":"integer","minimum":0,"maximum":10000,"default":0}},
    "cursor":{"name":"cursor","in":"query","description":"Goes on after an earlier page: its `next`.",
      "schema":{"type":"string","minLength":1,"maxLength":4096,"pattern":"^[A-Za-z0-9._-]+$"}},
    "pipeline":{"name":"pipeline","in":"query","description":"A pipeline of the configuration.",
      "schema":{"$ref":"#/components/schemas/Name"}},
    "filter":{"name":"filter","in":"query","description":"Only items for which this rule holds.",
      "schema":{"$ref":"#/components/schemas/Rule"}},
    "includeSeen":{"name":"includeSeen","in":"query","description":"Whether items of the history may appear.",
      "schema":{"type":"boolean","default":false}},
    "explain":{"name":"explain","in":"query","description":"Whether the answer says what speaks for each item.",
      "schema":{"type":"boolean","default":false}},
    "category":{"name":"category","in":"query","description":"Only items of this category.",
      "schema":{"$ref":"#/components/schemas/ID"}},
    "categories":{"name":"category","in":"query","description":"Only items of all these categories.",
      "style":"form","explode":true,
      "schema":{"type":"array","maxItems":16,"items":{"$ref":"#/components/schemas/ID"}}},
    "ofUser":{"name":"user","in":"query","description":"Leaves out what this user has touched.",
      "schema":{"$ref":"#/components/schemas/ID"}},
    "byKind":{"name":"kind","in":"query","description":"Only of this kind.",
      "schema":{"$ref":"#/components/schemas/ID"}},
    "byUser":{"name":"user","in":"query","description":"Only of this user.",
      "schema":{"$ref":"#/components/schemas/ID"}},
    "byItem":{"name":"item","in":"query","description":"Only with this item.",
      "schema":{"$ref":"#/components/schemas/ID"}},
    "theUser":{"name":"user","in":"query","required":true,"description":"Whose.",
      "schema":{"$ref":"#/components/schemas/ID"}},
    "theItem":{"name":"item","in":"query","required":true,"description":"With which item.",
      "schema":{"$ref":"#/components/schemas/ID"}}}
    """#

  static let responses =
    "{"
    + [
      ("Invalid", "The request has not the form that this document describes."),
      ("Unauthorized", "No known key was shown."),
      ("Forbidden", "The key has not the scope; or, without keys, the request comes from a foreign page."),
      ("NotFound", "There is no such thing."),
      ("MethodNotAllowed", "The path knows other methods."),
      ("Timeout", "The request took too long to arrive."),
      ("Conflict", "The present state does not allow it."),
      ("TooLarge", "The body is too large."),
      ("UnsupportedMediaType", "The body is no application/json."),
      ("Unprocessable", "The form is right, the meaning is not: a rule with a fault, a cursor of no page."),
      ("TooManyRequests", "More requests than the limit on their rate; Retry-After says when to come again."),
      ("Internal", "An error inside the server."),
      ("Unavailable", "Loading, ending, too much to do, or no model yet."),
    ].map { name, description in
      ##""\##(name)":{"description":"\##(description)","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Fault"}}}}"##
    }.joined(separator: ",\n") + "}"
}
