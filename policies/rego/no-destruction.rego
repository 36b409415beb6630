# No tool of what is published may destroy anything. `proofmark policy input` shows what `input` is.
package proofmark.custom

deny contains {"id": "NO-DESTRUCTION", "msg": msg, "severity": "high"} if {
	some statement in input.statements
	statement.kind == "bom"
	some component in statement.predicate.components
	some property in component.properties
	property.name == "proofmark:tool:annotations:destructive-hint"
	property.value == "true"
	msg := sprintf("the tool `%s` may destroy what it is given", [component.name])
}
