"""The windows: Qt, thin. What they show are values, what they do are operations; nobody else knows Qt."""
